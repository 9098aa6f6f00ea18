import type { ClientSession } from "mongoose";
import type { CallContext, Handler } from "../../../kernel/contract/contract.ts";
import { deriveId } from "../../../kernel/ids/ids.ts";
import type { Money } from "../../../kernel/money/money.ts";
import { readFields } from "../../../kernel/parse/parse.ts";
import { findRow, insertRow } from "../../../kernel/store/rows.ts";
import { PayStaticQrRequest, Trade as TradeMessage } from "../../../proto/gen/paywindow/payments/v1/payments.ts";
import { paymentReasons } from "../errors.ts";
import { contractOf, termsOf } from "../merchant/merchant-contract.ts";
import type { MerchantRow } from "../merchant/merchant-model.ts";
import { suspensionOf } from "../merchant/suspension.ts";
import { checkPaymentPassword } from "../password/check-payment-password.ts";
import type { PaymentsParts } from "../payments-parts.ts";
import { drawJudged } from "../risk/draw-judged.ts";
import { notingRefusals, type Refused, refusedError } from "../risk/risk-error.ts";
import { runAgainOnDuplicate } from "../run-again.ts";
import { announcePaid } from "../trade/announce-trade.ts";
import { decide } from "../trade/decide-trade.ts";
import { drawFunds } from "../trade/draw-funds.ts";
import { TENDER_OF, unkept } from "../trade/pay-trade.ts";
import { attemptOf, type Drawn } from "../trade/take-payment.ts";
import type { Claim } from "../trade/trade.ts";
import { tradeMessage } from "../trade/trade-message.ts";
import { insertTrade } from "../trade/trade-model.ts";
import { type Funding, fundingsOf } from "../wallet/funding.ts";
import { loadWalletUser } from "../wallet/load-wallet-user.ts";
import type { WalletUser } from "../wallet/wallet.ts";
import { parseQrText } from "./qr-text.ts";
import type { StaticQrRow } from "./static-qr-model.ts";

/** PayStaticQr: a trade that its payer makes. Its ids derive from the payer's key, so a repetition finds the same one (P16). */
export const payStaticQr =
  (parts: PaymentsParts): Handler<PayStaticQrRequest, TradeMessage> =>
  async (request, context) => {
    const { amount, fundingSourceId } = parse(request);
    const payer = await loadWalletUser(parts, context.caller);
    const store = await findStore(parts, request.qrCode);
    if (!store) throw paymentReasons.error("QR_CODE_UNKNOWN");
    const suspension = suspensionOf(store.merchant, "STATIC_QR");
    if (suspension) throw paymentReasons.error(suspension);
    const wrong = await checkPaymentPassword(parts, payer.userId, request.paymentPassword, context.now);
    if (wrong) throw wrong;
    const { currencyCode } = amount;
    const fundings = await fundingsOf(parts, payer, { currencyCode, ...(fundingSourceId && { fundingSourceId }) });
    const { paymentPassword: _, ...said } = request;
    const replayable = {
      ...{ rpc: "payStaticQr", scope: payer.userId, key: context.idempotencyKey, context },
      // Its hash is stored with the key: a password is not to be found out from it.
      request: PayStaticQrRequest.encode({ ...said, paymentPassword: "" }).finish(),
      codec: TradeMessage,
    };
    const payment = { ...store, payer, amount, fundings };
    return notingRefusals(parts, { rpc: "payStaticQr", subject: store.merchant._id }, context, () =>
      runAgainOnDuplicate(() => parts.idempotency.run(replayable, (session) => pay(parts, session, payment, context))),
    );
  };

const parse = (request: PayStaticQrRequest) => {
  const fields = readFields();
  const amount = fields.amount("amount", request.amount);
  const fundingSourceId = fields.text("funding_source_id", request.fundingSourceId, 0, 64);
  fields.check();
  return { amount, fundingSourceId };
};

const findStore = async ({ staticQrs, merchants }: PaymentsParts, text: string) => {
  const scanned = parseQrText(text);
  const store = scanned?.kind === "store" ? await findRow(staticQrs, { _id: scanned.qrId }) : null;
  const merchant = store && (await findRow(merchants, { _id: store.merchantId }));
  return store && merchant ? { store, merchant } : undefined;
};

interface StaticPayment {
  readonly store: StaticQrRow;
  readonly merchant: MerchantRow;
  readonly payer: WalletUser;
  readonly amount: Money;
  readonly fundings: readonly Funding[];
}

const pay = async (
  parts: PaymentsParts,
  session: ClientSession,
  payment: StaticPayment,
  context: CallContext,
): Promise<TradeMessage> => {
  const drawn = await draw(parts, session, payment, context);
  if ("refuse" in drawn) throw refusedError(drawn);
  const paid = drawn.write;
  await insertTrade(parts.trades, paid, session);
  const { merchantId, merchantTradeId, attemptId = "", way = "STATIC_QR" } = paid;
  const attempt = { _id: attemptId, userId: payment.payer.userId, merchantId, merchantTradeId, way };
  await insertRow(parts.attempts, { ...attempt, ...attemptOf(paid), createTime: context.now }, session);
  await announcePaid(parts, session, paid, context);
  return tradeMessage(paid, "payer");
};

const draw = async (
  parts: PaymentsParts,
  session: ClientSession,
  payment: StaticPayment,
  { now, idempotencyKey }: CallContext,
): Promise<Drawn> => {
  const { merchant, payer, fundings } = payment;
  const ids = idsOf(payer.userId, idempotencyKey, now);
  const terms = termsOf(contractOf(merchant));
  let refusal: Refused | undefined;
  for (const funding of fundings) {
    if (funding.kind === "CARD") continue;
    const means = { way: "STATIC_QR", attemptId: ids.attemptId, payer, tender: TENDER_OF[funding.kind] } as const;
    const claim = claimOf(payment, ids.merchantTradeId);
    const command = { type: "pay", claim, terms, lifetimeS: 60, tradeId: ids.tradeId, means } as const;
    const drawn = unkept(decide(undefined, command, now));
    if ("refuse" in drawn) return drawn;
    const outcome = await drawJudged(
      parts,
      session,
      drawn.write,
      { merchant, payer, isConfirmed: true },
      now,
      (trade) => drawFunds(parts, session, trade, now),
    );
    if ("write" in outcome) return outcome;
    refusal ??= outcome;
  }
  return refusal ?? { refuse: "FUNDING_SOURCE_NOT_FOUND" };
};

const claimOf = ({ store, merchant, amount }: StaticPayment, merchantTradeId: string): Claim => ({
  ...{ merchantId: store.merchantId, storeId: store.storeId, merchantTradeId },
  ...{ amount: amount.minorUnits, currencyCode: amount.currencyCode, subject: merchant.name },
});

/** The merchant has no id for a trade that its customer makes: it gets ours. */
const idsOf = (userId: string, key: string, now: Date) => {
  const tradeId = deriveId("trd", now, "payStaticQr", userId, key);
  return { tradeId, merchantTradeId: tradeId, attemptId: deriveId("att", now, "payStaticQr", userId, key) };
};
