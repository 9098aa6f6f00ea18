import type { ClientSession } from "mongoose";
import type { CallContext, Handler } from "../../../kernel/contract/contract.ts";
import { deriveId } from "../../../kernel/ids/ids.ts";
import type { Money } from "../../../kernel/money/money.ts";
import { readFields } from "../../../kernel/parse/parse.ts";
import { findRow } from "../../../kernel/store/rows.ts";
import { runAgainOnDuplicate } from "../../../kernel/store/run-again.ts";
import { PayStaticQrRequest, Trade as TradeMessage } from "../../../proto/gen/paywindow/payments/v1/payments.ts";
import { paymentReasons } from "../errors.ts";
import { contractOf, termsOf } from "../merchant/merchant-contract.ts";
import type { MerchantRow } from "../merchant/merchant-model.ts";
import { suspensionOf } from "../merchant/suspension.ts";
import { checkPaymentPassword } from "../password/check-payment-password.ts";
import type { PaymentsParts } from "../payments-parts.ts";
import { notingRefusals, type Refused, refusedError } from "../risk/risk-error.ts";
import { announcePaid } from "../trade/announce-trade.ts";
import { decide } from "../trade/decide-trade.ts";
import {
  type Drawn,
  drawSource,
  type Sending,
  type Source,
  tenderOf,
  usableSources,
  waitOf,
} from "../trade/draw-source.ts";
import { unkept } from "../trade/pay-trade.ts";
import { insertAttempt } from "../trade/save-attempt.ts";
import { assertNotFailed, sendAttempt } from "../trade/send-attempt.ts";
import { answerAnew, assertInTime, noteReplays } from "../trade/take-payment.ts";
import type { Claim, Trade } from "../trade/trade.ts";
import { tradeMessage } from "../trade/trade-message.ts";
import { insertTrade } from "../trade/trade-model.ts";
import { fundingsOf } from "../wallet/funding.ts";
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
    const wrong = await checkPaymentPassword(parts, payer.userId, request.paymentPassword, context.now);
    if (wrong) throw wrong;
    const { currencyCode } = amount;
    const fundings = await fundingsOf(parts, payer, { currencyCode, ...(fundingSourceId && { fundingSourceId }) });
    const { paymentPassword: _, ...said } = request;
    const replays = noteReplays(context);
    const replayable = {
      ...{ rpc: "payStaticQr", scope: payer.userId, ...replays.keyed },
      // Its hash is stored with the key: a password is not to be found out from it.
      request: PayStaticQrRequest.encode({ ...said, paymentPassword: "" }).finish(),
      codec: TradeMessage,
    };
    const sources = usableSources(parts, store.merchant, fundings);
    const payment = { ...store, payer, amount, sources };
    let toSend: { readonly trade: Trade; readonly sending: Sending } | undefined;
    const work = async (session: ClientSession) => {
      assertInTime(parts, context);
      const { write: trade, sending } = await pay(parts, session, payment, context);
      toSend = sending && { trade, sending };
      return tradeMessage(trade, "payer");
    };
    const answer = await notingRefusals(parts, { rpc: "payStaticQr", subject: store.merchant._id }, context, () =>
      runAgainOnDuplicate(() => parts.idempotency.run(replayable, work)),
    );
    if (replays.noted()) return answerAnew(parts, answer, "payer");
    if (!toSend) return answer;
    const sent = await sendAttempt(parts, toSend.trade, toSend.sending, context);
    assertNotFailed(sent);
    return tradeMessage(sent.trade, "payer");
  };

const parse = (request: PayStaticQrRequest) => {
  const fields = readFields();
  const amount = fields.amount("amount", request.amount);
  const fundingSourceId = fields.text("funding_source_id", request.fundingSourceId, 0, 64);
  fields.check();
  return { amount, fundingSourceId };
};

/** @throws QR_CODE_UNKNOWN. */
const findStore = async ({ staticQrs, merchants }: PaymentsParts, text: string) => {
  const scanned = parseQrText(text);
  const store = scanned?.kind === "store" ? await findRow(staticQrs, { _id: scanned.qrId }) : null;
  const merchant = store && (await findRow(merchants, { _id: store.merchantId }));
  if (!store || !merchant) throw paymentReasons.error("QR_CODE_UNKNOWN");
  return { store, merchant };
};

interface StaticPayment {
  readonly store: StaticQrRow;
  readonly merchant: MerchantRow;
  readonly payer: WalletUser;
  readonly amount: Money;
  readonly sources: readonly Source[];
}

const pay = async (
  parts: PaymentsParts,
  session: ClientSession,
  payment: StaticPayment,
  context: CallContext,
): Promise<Exclude<Drawn, Refused>> => {
  const drawn = await draw(parts, session, payment, context);
  if ("refuse" in drawn) throw refusedError(drawn);
  const { write: trade, sending } = drawn;
  await insertTrade(parts.trades, trade, session);
  await insertAttempt(parts, session, trade, sending, context.now);
  if (trade.state === "SUCCESS") await announcePaid(parts, session, trade, context);
  return drawn;
};

const draw = async (
  parts: PaymentsParts,
  session: ClientSession,
  payment: StaticPayment,
  { now, idempotencyKey }: CallContext,
): Promise<Drawn> => {
  const { merchant, payer, sources } = payment;
  // Asked of a first request only: a payment that was made is answered as it was (P14).
  const suspension = suspensionOf(merchant, "STATIC_QR");
  if (suspension) return { refuse: suspension };
  const { tradeId, merchantTradeId, attemptId } = idsOf(payer.userId, idempotencyKey, now);
  const terms = termsOf(contractOf(merchant));
  let refusal: Refused | undefined;
  for (const source of sources) {
    const means = { way: "STATIC_QR", attemptId, payer, tender: tenderOf(source) } as const;
    const claim = claimOf(payment, merchantTradeId);
    const command = {
      type: "pay",
      claim,
      terms,
      lifetimeS: 60,
      tradeId,
      means,
      ...waitOf(parts, source, now),
    } as const;
    const decided = unkept(decide(undefined, command, now));
    if ("refuse" in decided) return decided;
    const parties = { merchant, payer, isConfirmed: true };
    const drawn = await drawSource(parts, session, { trade: decided.write, source }, parties, now);
    if ("write" in drawn) return drawn;
    refusal ??= drawn;
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
