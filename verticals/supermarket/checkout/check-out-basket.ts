import type { CallContext, Handler } from "../../../kernel/contract/contract.ts";
import { readFields } from "../../../kernel/parse/parse.ts";
import {
  CheckOutBasketRequest,
  type Receipt as ReceiptMessage,
} from "../../../proto/gen/paywindow/supermarket/v1/supermarket.ts";
import { readBasketId } from "../basket/load-basket.ts";
import type { SupermarketParts } from "../supermarket-parts.ts";
import { askPayments } from "./ask-payments.ts";
import { attachBenefits, needsBenefits } from "./attach-benefits.ts";
import { attemptIdOf, isAnswered, requestHashOf } from "./attempt.ts";
import { beginAttempt, type CheckOutCommand } from "./begin-attempt.ts";
import { concludeAttempt, replayAnswer } from "./conclude-attempt.ts";

const parse = (request: CheckOutBasketRequest, { caller, idempotencyKey }: CallContext): CheckOutCommand => {
  const fields = readFields();
  const basketId = readBasketId(fields, request.basketId);
  const paymentCode = fields.matching("payment_code", request.paymentCode.trim(), /^[0-9]{16,24}$/, {
    en: "16 to 24 digits, as the scanner read them",
    zh: "须为扫码枪读到的 16 至 24 位数字",
  });
  const expectedTotal = request.expectedTotal && fields.amount("expected_total", request.expectedTotal);
  const couponCode = request.couponCode?.trim() ?? "";
  if (couponCode !== "") fields.text("coupon_code", couponCode, 1, 64);
  fields.check();
  const attemptId = attemptIdOf(caller.tenantId ?? caller.id, idempotencyKey);
  const requestHash = requestHashOf(CheckOutBasketRequest.encode(request).finish());
  return { attemptId, requestHash, basketId, paymentCode, expectedTotal, couponCode };
};

/**
 * Takes the payment for a basket, as a saga of steps that can each be run again (P2, P12, P29):
 *
 * 1. begin: one commit reserves all stock, moves the basket to CHECKING_OUT and writes the attempt. From here on the attempt can be found.
 * 2. where a member's card was read or a coupon is used: the coupon is held, the member's sale noted, and both written down (attach-benefits.ts).
 * 3. ask: payments pays the trade that the attempt names, under the attempt's own key. No transaction is open meanwhile.
 * 4. conclude: one commit sells the stock, writes the receipt, the answer and the event (or, where payments refused, puts everything back).
 *
 * A result that is unknown (a timeout, payments away, a crash here) concludes nothing: the stock stays reserved, the till gets a retryable reason, and
 * the same key asks again, or the recovery does (recover-checkouts.ts).
 */
export const checkOutBasket =
  (parts: SupermarketParts): Handler<CheckOutBasketRequest, ReceiptMessage> =>
  (request, context) =>
    takeToEnd(parts, parse(request, context), context);

/** Begins or continues the attempt of the command's key, asks payments, and answers. */
export const takeToEnd = async (
  parts: SupermarketParts,
  command: CheckOutCommand,
  context: CallContext,
): Promise<ReceiptMessage> => {
  const { attempt: begun, basket, isFirst } = await beginAttempt(parts, command, context);
  if (isAnswered(begun)) return replayAnswer(parts, begun, context);
  const attached = needsBenefits(begun, basket)
    ? await attachBenefits(parts, begun, basket, command.couponCode, context)
    : { attempt: begun };
  const { attempt } = attached;
  const reply =
    "refusal" in attached ? attached : await askPayments(parts, attempt, basket, command.paymentCode, context);
  const { now, traceparent } = context;
  // The first call's answer is no replay (P14), whoever concluded the attempt: this call, a duplicate, the event or the recovery. Every other's is one.
  const markReplayed = (): void => {
    if (!isFirst) context.markReplayed();
  };
  const receipt = await concludeAttempt(parts, attempt, basket, reply, { now, traceparent, markReplayed });
  markReplayed();
  return receipt;
};
