import { hash } from "node:crypto";
import type { ClientSession } from "mongoose";
import { faultPoint } from "../../../kernel/config/fault-point.ts";
import type { CallContext, Handler } from "../../../kernel/contract/contract.ts";
import { commonReasons } from "../../../kernel/errors/common-reasons.ts";
import { hasReason, type ReasonError } from "../../../kernel/errors/reason.ts";
import { fromStoredReason } from "../../../kernel/errors/stored-reason.ts";
import { checkKey } from "../../../kernel/idempotency/idempotency-key.ts";
import { birthOf, deriveId } from "../../../kernel/ids/ids.ts";
import { readFields } from "../../../kernel/parse/parse.ts";
import { bytesOf, findRow } from "../../../kernel/store/rows.ts";
import { runAgain } from "../../../kernel/store/run-again.ts";
import { PayAndRedeemRequest, PayAndRedeemResponse } from "../../../proto/gen/paywindow/marketing/v1/coupon.ts";
import { assertSellsAt } from "../callers.ts";
import { readCouponCode } from "../coupon/find-coupon.ts";
import { marketingReasons } from "../errors.ts";
import { beginHold, type HoldCommand } from "../hold/begin-hold.ts";
import { concludeSettled, notCompleted } from "../hold/conclude-settled.ts";
import { type Hold, type HoldPayment, holdIdOf, isFinal, isPaid } from "../hold/hold.ts";
import { readSale } from "../hold/hold-coupon.ts";
import { inProgress, type Settled, settleTrade } from "../hold/settle-trade.ts";
import type { MarketingParts } from "../marketing-parts.ts";
import { askPayments, hasPayment } from "./ask-payments.ts";

type Command = HoldCommand & { readonly payment: HoldPayment; readonly paymentCode: string };

const parse = (request: PayAndRedeemRequest, { caller, idempotencyKey }: CallContext): Command => {
  const fields = readFields();
  const sale = readSale(fields, request);
  const subject = fields.text("subject", request.subject, 1, 256);
  const ref = readCouponCode(fields, request.couponCode);
  const paymentCode = fields.matching("payment_code", request.paymentCode.trim(), /^[0-9]{16,24}$/, {
    en: "16 to 24 digits, as the scanner read them",
    zh: "须为扫码枪读到的 16 至 24 位数字",
  });
  const operatorId = fields.text("operator_id", request.operatorId, 0, 28);
  const terminalId = fields.text("terminal_id", request.terminalId, 0, 32);
  fields.check();
  checkKey(idempotencyKey);
  assertSellsAt(caller, sale.merchantId, sale.storeId);
  const attemptId = deriveId("att", birthOf(idempotencyKey), sale.merchantId, idempotencyKey);
  const requestHash = hash("sha256", PayAndRedeemRequest.encode(request).finish(), "base64url");
  return { sale, ref, paymentCode, payment: { attemptId, requestHash, subject, operatorId, terminalId } };
};

/**
 * Pays a sale and uses a coupon for it: both or neither (O6, M5), as a saga of three steps that can each be run again (P2, P12, P29):
 *
 * 1. hold: one commit makes the coupon HELD and writes the hold, which names the trade. From here on the attempt can be found, and nobody else uses the coupon.
 * 2. ask: payments makes and pays the trade for what the coupon leaves, under the attempt's own key. No transaction is open meanwhile.
 * 3. conclude: one commit makes the coupon REDEEMED and stores the answer (or, where payments refused and the trade is closed for good, frees the coupon).
 *
 * A result that is unknown (a timeout, payments away, a crash here) concludes nothing: the coupon stays held, the till gets a retryable reason, and the same
 * key asks again, or payments' events or the recovery conclude it (finish-trades.ts, recover-holds.ts).
 */
export const payAndRedeem =
  (parts: MarketingParts): Handler<PayAndRedeemRequest, PayAndRedeemResponse> =>
  async (request, context) => {
    const command = parse(request, context);
    const { hold, isFirst } = await begin(parts, command, context);
    faultPoint("redeem.held");
    // The first call's answer is no replay (P14), whoever concluded the hold: this call, the event or the recovery. Every other's is one.
    if (!isFirst) context.markReplayed();
    if (hold.state !== "HELD") return answerOf(hold);
    if (!hasPayment(hold)) throw new Error(`the hold ${hold._id} has no payment`);
    const reply = await askPayments(parts, hold, command.paymentCode, context);
    faultPoint("redeem.asked");
    const { settled, refusal } = await settle(parts, hold, reply, context);
    const { now, traceparent } = context;
    return answerOf(await concludeSettled(parts, hold, settled, { now, traceparent, ...(refusal && { refusal }) }));
  };

/** The hold of this key: the one that an earlier call began, or a new one. */
const begin = (parts: MarketingParts, command: Command, { now }: CallContext) => {
  const { merchantId, merchantTradeId } = command.sale;
  const { attemptId, requestHash } = command.payment;
  const work = async (session: ClientSession): Promise<{ readonly hold: Hold; readonly isFirst: boolean }> => {
    const known = await parts.holds.findOne({ "payment.attemptId": attemptId }).session(session).lean<Hold>();
    if (known && known.payment?.requestHash !== requestHash) throw commonReasons.error("IDEMPOTENCY_KEY_REUSED");
    if (known) return { hold: known, isFirst: false };
    const other = await findRow(parts.holds, { _id: holdIdOf(merchantId, merchantTradeId) }, session);
    if (other) throw marketingReasons.error(other.state === "RELEASED" ? "COUPON_RELEASED" : "SALE_HAS_COUPON");
    const { hold } = await beginHold(parts, command, session, now);
    return { hold, isFirst: true };
  };
  // A duplicate that began at the same moment may be first; run again, ours finds its hold and continues it.
  return runAgain(() => parts.store.transaction(work));
};

interface Ended {
  readonly settled: Settled;
  readonly refusal?: ReasonError;
}

/**
 * What payments' word comes to. After a refusal the trade is closed before the coupon is freed: another call of this key, or the coupon's owner in their wallet,
 * might still pay it; and what turns out to be paid is paid. @throws PAYMENT_IN_PROGRESS.
 */
const settle = async (
  parts: MarketingParts,
  hold: Hold,
  reply: Awaited<ReturnType<typeof askPayments>>,
  { now }: CallContext,
): Promise<Ended> => {
  if ("trade" in reply) {
    const { trade } = reply;
    if (!isFinal(trade)) throw inProgress(hold, trade);
    return { settled: { trade, isPaid: isPaid(trade), wasPayable: false }, refusal: notCompleted(trade) };
  }
  const settled = await settleTrade(parts, hold, { now, isGivenUp: false });
  faultPoint("redeem.refused");
  return { settled, refusal: whyRefused(hold, reply.refusal, settled) };
};

/** A trade that waits for its payer and is not payable by this one is another user's: the coupon's owner alone may pay it. */
const whyRefused = ({ ownerUserId }: Hold, refusal: ReasonError, { wasPayable }: Settled): ReasonError =>
  ownerUserId && wasPayable && hasReason(refusal, "TRADE_NOT_PAYABLE")
    ? marketingReasons.error("COUPON_NOT_YOURS")
    : refusal;

/** The stored answer of a concluded hold: both, or the reason why neither. */
const answerOf = ({ _id, state, payment }: Hold): PayAndRedeemResponse => {
  if (payment?.refusal) throw fromStoredReason(payment.refusal);
  if (!payment?.answer) throw new Error(`the hold ${_id} is ${state} and has no answer`);
  return PayAndRedeemResponse.decode(bytesOf(payment.answer));
};
