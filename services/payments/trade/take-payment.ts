import type { ClientSession } from "mongoose";
import { faultPoint } from "../../../kernel/config/fault-point.ts";
import type { CallContext } from "../../../kernel/contract/contract.ts";
import { commonReasons } from "../../../kernel/errors/common-reasons.ts";
import { refuse, type StoredRefusal } from "../../../kernel/idempotency/idempotency.ts";
import { deriveId } from "../../../kernel/ids/ids.ts";
import { findRow, insertRow } from "../../../kernel/store/rows.ts";
import { runAgainOnDuplicate } from "../../../kernel/store/run-again.ts";
import {
  type PayTradeRequest,
  Trade as TradeMessage,
  TradeState as TradeStateNumber,
} from "../../../proto/gen/paywindow/payments/v1/payments.ts";
import { assertClaimsFor } from "../callers.ts";
import { type PaymentReason, paymentReasons } from "../errors.ts";
import { suspensionOf } from "../merchant/suspension.ts";
import { resolvePaymentCode } from "../payment-code/resolve-payment-code.ts";
import { countWrongCode, hasTriedTooMany } from "../payment-code/wrong-codes.ts";
import type { PaymentsParts } from "../payments-parts.ts";
import { refusedError } from "../risk/risk-error.ts";
import { fundingsOf } from "../wallet/funding.ts";
import { type Drawn, type Sending, usableSources } from "./draw-source.ts";
import { type PaymentRequest, parsePayment } from "./parse-trade.ts";
import { AttemptState } from "./payment-attempt-model.ts";
import type { Payment, PaymentKind } from "./payment-kind.ts";
import { insertAttempt } from "./save-attempt.ts";
import type { Trade } from "./trade.ts";
import { tradeMessage } from "./trade-message.ts";
import { findTrade, saveTrade } from "./trade-model.ts";

/** A payment whose channel is to be told when its transaction is committed. */
interface ToSend {
  readonly payment: Payment;
  readonly trade: Trade;
  readonly sending: Sending;
}

/**
 * Takes a payment by payment code. Balances and entry (or hold), spent code, trade, idempotency row and outbox row commit together or not at all (P29);
 * so with the built-in wallet no attempt is ever left whose result is unknown. A channel is told after that commit, and what it says is a commit of its own.
 */
export const takePayment = async (
  parts: PaymentsParts,
  kind: PaymentKind,
  request: PayTradeRequest,
  context: CallContext,
): Promise<TradeMessage> => {
  const asked = parsePayment(request, context.caller);
  const { claim, code } = asked;
  assertClaimsFor(context.caller, claim);
  const replays = noteReplays(context);
  const encoded = kind.encode(request).finish();
  const replayable = {
    rpc: kind.rpc,
    scope: claim.merchantId,
    request: encoded,
    codec: TradeMessage,
    ...replays.keyed,
  };
  let toSend: ToSend | undefined;
  const answer = await runAgainOnDuplicate(async () => {
    const found = await lookUp(parts, asked, context, kind);
    let isWrong = false;
    const work = async (session: ClientSession) => {
      assertInTime(parts, context);
      isWrong = code.route === "own" && "refuse" in found && found.refuse === "PAYMENT_CODE_UNKNOWN";
      if ("refuse" in found) throw paymentReasons.error(found.refuse);
      const settled = await settle(parts, kind, session, found);
      toSend = settled.toSend;
      return settled.answer;
    };
    return parts.idempotency.run(replayable, work).finally(async () => {
      // Of duplicates only the one that ran the work counts. Nothing is open any more: the work was thrown away with its transaction.
      if (isWrong) await countWrongCode(parts.wrongCodes, context.caller, context.now);
    });
  });
  faultPoint("pay.committed");
  if (replays.noted()) return answerAnew(parts, answer);
  return toSend && kind.send ? kind.send(toSend.payment, toSend.trade, toSend.sending) : answer;
};

/**
 * Said inside a transaction that moves money: where its caller has given up and may have been told otherwise since, it must not come true now, however often
 * the store runs it again. @throws DEADLINE_PASSED.
 */
export const assertInTime = ({ clock }: Pick<PaymentsParts, "clock">, { deadline }: CallContext): void => {
  if (clock.now() > deadline) throw commonReasons.error("DEADLINE_PASSED");
};

/** What an idempotent request takes of a call, and whether its answer was a stored one. */
export const noteReplays = (context: CallContext) => {
  let isReplay = false;
  const note = (): void => {
    isReplay = true;
    context.markReplayed();
  };
  const { now, idempotencyKey: key } = context;
  return { keyed: { key, context: { now, markReplayed: note } }, noted: () => isReplay };
};

/** A stored answer that a payment is under way is no last word: a replay tells what has become of it (P14). @throws why the attempt failed. */
export const answerAnew = async (
  { trades }: Pick<PaymentsParts, "trades">,
  answer: TradeMessage,
  reader: "merchant" | "payer" = "merchant",
): Promise<TradeMessage> => {
  if (answer.state !== TradeStateNumber.TRADE_STATE_PAYING) return answer;
  const { merchantId, tradeId } = answer;
  const trade = await findTrade(trades, { merchantId, tradeId });
  if (!trade) throw new Error(`the trade ${tradeId} vanished`);
  if (trade.state === "CREATED" && trade.refusalReason)
    throw paymentReasons.error(trade.refusalReason, { metadata: { tradeId } });
  return tradeMessage(trade, reader);
};

/** Who pays, with what, and to whom: read before the transaction, which stays short. No balance is among it (P30). */
const lookUp = async (
  parts: PaymentsParts,
  asked: PaymentRequest,
  context: CallContext,
  { rpc, offline }: PaymentKind,
): Promise<Payment | { readonly refuse: PaymentReason }> => {
  const { claim, code } = asked;
  const [merchant, isGuesser, live] = await Promise.all([
    findRow(parts.merchants, { _id: claim.merchantId }),
    hasTriedTooMany(parts.wrongCodes, context.caller, context.now),
    code.route === "foreign" ? code : resolvePaymentCode(parts, code, offline?.scanTime ?? context.now),
  ]);
  if (!merchant) return { refuse: "MERCHANT_NOT_FOUND" };
  // T8: read for this payment, so a suspension holds from the next one on.
  const suspension = suspensionOf(merchant, asked.way);
  if (suspension) return { refuse: suspension };
  const unadmitted = await offline?.admit(claim, merchant, context.now);
  if (unadmitted) return { refuse: unadmitted };
  if (isGuesser) return { refuse: "TOO_MANY_WRONG_CODES" };
  if ("refuse" in live) return live;
  if ("route" in live) {
    const sources = usableSources(parts, merchant, [{ kind: "WALLET_CODE", ...live }]);
    // Another wallet's code lives as long as that wallet says, which nobody can ask about later.
    if (sources.length === 0 || rpc !== "payTrade") return { refuse: "PAYMENT_CODE_FOREIGN" };
    const attemptId = deriveId("att", context.now, rpc, claim.merchantId, context.idempotencyKey);
    return { ...asked, merchant, attemptId, sources, context };
  }
  const { payer, attemptId } = live;
  const fundings = await fundingsOf(parts, payer, { currencyCode: claim.currencyCode });
  return { ...asked, merchant, payer, attemptId, sources: usableSources(parts, merchant, fundings), context };
};

/** The code is live. From here on the attempt spends it, whatever comes of the payment (P10): a refusal commits together with the spent code. */
const settle = async (
  parts: PaymentsParts,
  kind: PaymentKind,
  session: ClientSession,
  payment: Payment,
): Promise<{ readonly answer: TradeMessage | StoredRefusal; readonly toSend?: ToSend }> => {
  const before = await findTrade(parts.trades, payment.claim, session);
  const drawn = await kind.draw(session, before, payment);
  await spendCode(parts, session, payment, drawn);
  if ("refuse" in drawn) {
    const metadata: Record<string, string> = before ? { tradeId: before.tradeId } : {};
    return { answer: refuse(refusedError(drawn, metadata)) };
  }
  // After this point nothing is refused.
  await saveTrade(parts.trades, session, before, drawn.write);
  await kind.announce(session, drawn.write, payment.context);
  faultPoint("pay.drawn");
  const { write: trade, sending } = drawn;
  return { answer: tradeMessage(trade, "merchant"), ...(sending && { toSend: { payment, trade, sending } }) };
};

const spendCode = async (
  parts: PaymentsParts,
  session: ClientSession,
  { claim, way, attemptId, payer, context }: Payment,
  drawn: Drawn,
): Promise<void> => {
  const { now } = context;
  if ("write" in drawn) return insertAttempt(parts, session, drawn.write, drawn.sending, now);
  const { merchantId, merchantTradeId } = claim;
  const attempt = { _id: attemptId, ...(payer && { userId: payer.userId }), merchantId, merchantTradeId, way };
  const refusal = { refusal: drawn.refuse, ...(drawn.rule && { riskRule: drawn.rule }) };
  await insertRow(parts.attempts, { ...attempt, state: AttemptState.FAILED, ...refusal, createTime: now }, session);
};
