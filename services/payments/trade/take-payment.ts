import type { ClientSession } from "mongoose";
import type { CallContext } from "../../../kernel/contract/contract.ts";
import { commonReasons } from "../../../kernel/errors/common-reasons.ts";
import { refuse, type StoredRefusal } from "../../../kernel/idempotency/idempotency.ts";
import { deriveId } from "../../../kernel/ids/ids.ts";
import { findRow, insertRow } from "../../../kernel/store/rows.ts";
import { type PayTradeRequest, Trade as TradeMessage } from "../../../proto/gen/paywindow/payments/v1/payments.ts";
import { assertClaimsFor } from "../callers.ts";
import { TRADE_LIFETIME_S } from "../config.ts";
import { type PaymentReason, paymentReasons } from "../errors.ts";
import type { LedgerRefusal } from "../ledger/ledger.ts";
import type { ScannedCode } from "../payment-code/payment-code.ts";
import { type LiveCode, resolvePaymentCode } from "../payment-code/resolve-payment-code.ts";
import { countWrongCode, hasTriedTooMany } from "../payment-code/wrong-codes.ts";
import type { PaymentsParts } from "../payments-parts.ts";
import { runAgainOnDuplicate } from "../run-again.ts";
import { parsePayment } from "./parse-trade.ts";
import { type Claim, decide, type Trade } from "./trade.ts";
import { tradeMessage } from "./trade-message.ts";
import { findTrade, saveTrade } from "./trade-model.ts";

/** How PayTrade and AuthorizeTrade differ: in what they ask of the trade, what they do with the payer's money, and whether it is news. */
export interface PaymentKind {
  readonly rpc: "payTrade" | "authorizeTrade";
  readonly command: "pay" | "authorize";
  encode(request: PayTradeRequest): { finish(): Uint8Array };
  /** Draws on the payer's wallet for the trade as it will be. Refused, it has written nothing. */
  draw(session: ClientSession, trade: Trade, now: Date): Promise<LedgerRefusal | undefined>;
  announce(session: ClientSession, trade: Trade, context: CallContext): Promise<void>;
}

/** What one payment is made of, once parsed and looked up. */
interface Payment {
  readonly claim: Claim;
  readonly live: LiveCode;
  readonly context: CallContext;
}

/**
 * Takes a payment by payment code. Balances and entry (or hold), spent code, trade, idempotency row and outbox row commit together or not at all (P29);
 * so with the built-in wallet no attempt is ever left whose result is unknown.
 */
export const takePayment = async (
  parts: PaymentsParts,
  kind: PaymentKind,
  request: PayTradeRequest,
  context: CallContext,
): Promise<TradeMessage> => {
  const { claim, code } = parsePayment(request);
  assertClaimsFor(context.caller, claim);
  const replayable = {
    rpc: kind.rpc,
    scope: claim.merchantId,
    key: context.idempotencyKey,
    request: kind.encode(request).finish(),
    codec: TradeMessage,
    context,
  };
  return runAgainOnDuplicate(async () => {
    const live = await findPayer(parts, claim, code, context);
    let isWrong = false;
    const work = async (session: ClientSession) => {
      // Its caller has given up and may have been told otherwise since: it must not come true now, however often the store runs it again.
      if (parts.clock.now() > context.deadline) throw commonReasons.error("DEADLINE_PASSED");
      isWrong = code.route === "own" && "refuse" in live && live.refuse === "PAYMENT_CODE_UNKNOWN";
      if ("refuse" in live) throw paymentReasons.error(live.refuse);
      return settle(parts, kind, session, { claim, live, context });
    };
    return parts.idempotency.run(replayable, work).finally(async () => {
      // Of duplicates only the one that ran the work counts. Nothing is open any more: the work was thrown away with its transaction.
      if (isWrong) await countWrongCode(parts.wrongCodes, context.caller, context.now);
    });
  });
};

/** Who pays and to whom: read before the transaction, which stays short. No balance is among it (P30). */
const findPayer = async (
  parts: PaymentsParts,
  { merchantId }: Claim,
  code: ScannedCode,
  { caller, now }: CallContext,
): Promise<LiveCode | { readonly refuse: PaymentReason }> => {
  const [merchant, isGuesser, live] = await Promise.all([
    findRow(parts.merchants, { _id: merchantId }),
    hasTriedTooMany(parts.wrongCodes, caller, now),
    resolvePaymentCode(parts, code, now),
  ]);
  if (!merchant) return { refuse: "MERCHANT_NOT_FOUND" };
  return isGuesser ? { refuse: "TOO_MANY_WRONG_CODES" } : live;
};

/** The code is live. From here on the attempt spends it, whatever comes of the payment (P10): a refusal commits together with the spent code. */
const settle = async (
  parts: PaymentsParts,
  kind: PaymentKind,
  session: ClientSession,
  payment: Payment,
): Promise<TradeMessage | StoredRefusal> => {
  const { context } = payment;
  const before = await findTrade(parts.trades, payment.claim, session);
  const decision = decide(before, commandOf(kind, payment), context.now);
  if ("keep" in decision) throw new Error("a payment is never a repetition of an earlier one");
  const refusal =
    "refuse" in decision ? decision.refuse : reasonOf(await kind.draw(session, decision.write, context.now));
  await spendCode(parts, session, payment, refusal);
  if ("refuse" in decision || refusal) {
    const metadata: Record<string, string> = before ? { tradeId: before.tradeId } : {};
    return refuse(paymentReasons.error(refusal as PaymentReason, { metadata }));
  }
  // After this point nothing is refused.
  await saveTrade(parts.trades, session, before, decision.write);
  await kind.announce(session, decision.write, context);
  return tradeMessage(decision.write, "merchant");
};

/** P16: a payment's ids derive from the merchant's own. */
const commandOf = ({ command }: PaymentKind, { claim, live, context }: Payment) => ({
  type: command,
  claim,
  payer: live.payer,
  lifetimeS: TRADE_LIFETIME_S.standard,
  tradeId: deriveId("trd", context.now, claim.merchantId, claim.merchantTradeId),
  holdId: deriveId("hld", context.now, claim.merchantId, claim.merchantTradeId),
});

const reasonOf = (refusal: LedgerRefusal | undefined): PaymentReason | undefined =>
  refusal && ({ ACCOUNT_MISSING: "CURRENCY_NOT_HELD", FUNDS_SHORT: "BALANCE_INSUFFICIENT" } as const)[refusal];

const spendCode = async (
  { attempts }: PaymentsParts,
  session: ClientSession,
  { claim, live, context }: Payment,
  refusal: PaymentReason | undefined,
): Promise<void> => {
  const { merchantId, merchantTradeId } = claim;
  const attempt = { _id: live.attemptId, userId: live.payer.userId, merchantId, merchantTradeId };
  await insertRow(attempts, { ...attempt, ...(refusal && { refusal }), createTime: context.now }, session);
};
