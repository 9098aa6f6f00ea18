import type { ChannelPaymentRef, ChannelRefund, PaymentAnswer, RefundAnswer, ReverseAnswer } from "../channel.ts";
import { failureOf, type ProvenAnswer, paid, textIn, timeIn, unknown } from "../wire/answers.ts";
import {
  APPROVED,
  IN_PROGRESS,
  NOT_FOUND,
  PAYMENT_FAILURES,
  REFUND_FAILURES,
  REVERSE_TOO_LATE,
  REVERSED,
} from "./bank-codes.ts";

type Fields = ProvenAnswer["fields"];

/** Renminbi in ISO 4217's numbers. */
const CURRENCY_NUMBERS: Readonly<Record<string, string>> = { CNY: "156" };

/** Whether an order is our attempt: reference, merchant, amount and currency (P21). */
const isOurOrder = (fields: Fields, payment: ChannelPaymentRef): boolean =>
  fields["retrievalReference"] === payment.attemptId &&
  fields["cardAcceptorId"] === payment.merchantId &&
  fields["amount"] === String(payment.amount) &&
  fields["currency"] === CURRENCY_NUMBERS[payment.currencyCode];

/** What a code says of a purchase that the answer describes. */
export const readOrder = (code: string, fields: Fields, payment: ChannelPaymentRef): PaymentAnswer => {
  if (fields["retrievalReference"] !== payment.attemptId) return unknown(`code ${code}, about another purchase`);
  if (code === REVERSED) return { result: "REVERSED" };
  if (!isOurOrder(fields, payment)) return unknown("the answer is about another merchant or amount");
  if (code === IN_PROGRESS) return { result: "WAITING" };
  if (code !== APPROVED) return failureOf(PAYMENT_FAILURES, code) ?? unknown(`code ${code}`);
  const channelTradeId = textIn(fields, "switchReference");
  const payTime = timeIn(fields, "approvalTime");
  return channelTradeId && payTime
    ? paid(channelTradeId, payTime, payment)
    : unknown("an approval without its number or time");
};

const codeIn = ({ fields }: ProvenAnswer): string => textIn(fields, "responseCode") ?? "";

/** The answer of a purchase (0210). */
export const readPurchase = (answer: ProvenAnswer, payment: ChannelPaymentRef): PaymentAnswer =>
  readOrder(codeIn(answer), answer.fields, payment);

/** The answer of an inquiry: `responseCode` is about the inquiry, `originalCode` about the purchase. */
export const readInquiry = (answer: ProvenAnswer, payment: ChannelPaymentRef): PaymentAnswer => {
  const code = codeIn(answer);
  if (code === NOT_FOUND) return { result: "NOT_FOUND" };
  if (code !== APPROVED) return unknown(`the inquiry's code ${code}`);
  return readOrder(textIn(answer.fields, "originalCode") ?? "", answer.fields, payment);
};

/** The answer of a reversal (0410). */
export const readReversal = (answer: ProvenAnswer, payment: ChannelPaymentRef): ReverseAnswer => {
  const code = codeIn(answer);
  if (answer.fields["retrievalReference"] !== payment.attemptId) return unknown(`code ${code}, about another purchase`);
  if (code === APPROVED) return { result: "REVERSED" };
  return code === REVERSE_TOO_LATE ? { result: "TOO_LATE" } : unknown(`code ${code}`);
};

/** The answer of a refund (0230) and of an inquiry about one. */
export const readRefund = (answer: ProvenAnswer, refund: ChannelRefund): RefundAnswer => {
  const { fields } = answer;
  const code = codeIn(answer);
  if (REFUND_FAILURES.has(code)) return { result: "FAILED", channelCode: code };
  if (code !== APPROVED) return unknown(`code ${code}`);
  const isOurs =
    fields["refundReference"] === refund.refundId &&
    fields["retrievalReference"] === refund.attemptId &&
    fields["amount"] === String(refund.refundAmount);
  const refundTime = timeIn(fields, "approvalTime");
  if (!isOurs || !refundTime) return unknown("the answer is about another refund or amount, or has no time");
  return { result: "REFUNDED", refundTime };
};

/** What an inquiry about a refund says; one that the switch has no record of is not there. */
export const readRefundInquiry = (answer: ProvenAnswer, refund: ChannelRefund): RefundAnswer => {
  const code = codeIn(answer);
  if (code === NOT_FOUND) return { result: "NOT_FOUND" };
  return code === APPROVED ? readRefund(answer, refund) : unknown(`the inquiry's code ${code}`);
};
