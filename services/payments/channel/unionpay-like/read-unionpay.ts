import { parseChinaTime } from "../../../../kernel/time/china-time.ts";
import type { ChannelPaymentRef, ChannelRefund, PaymentAnswer, RefundAnswer, ReverseAnswer } from "../channel.ts";
import { failureOf, type ProvenAnswer, paid, textIn, unknown } from "../wire/answers.ts";
import { PAYMENT_FAILURES, REFUND_FAILURES, REVERSED_CODE, WAITING_CODES } from "./unionpay-codes.ts";

type Fields = ProvenAnswer["fields"];

const SUCCESS = "00";
const NOT_FOUND = "34";
const TOO_LATE = "35";
/** Renminbi in ISO 4217's numbers. */
const CURRENCY_NUMBERS: Readonly<Record<string, string>> = { CNY: "156" };

/** A time as YYYYMMDDhhmmss in China, or undefined. */
const compactTimeIn = (fields: Fields, name: string): Date | undefined => {
  const parts = /^(\d{4})(\d\d)(\d\d)(\d\d)(\d\d)(\d\d)$/.exec(textIn(fields, name) ?? "");
  if (!parts) return undefined;
  const [, year, month, day, hour, minute, second] = parts;
  return parseChinaTime(`${year}-${month}-${day} ${hour}:${minute}:${second}`);
};

/** Whether an order is our attempt: number, merchant, amount and currency (P21). */
const isOurOrder = (fields: Fields, payment: ChannelPaymentRef): boolean =>
  fields["orderId"] === payment.attemptId &&
  fields["merId"] === payment.merchantId &&
  fields["txnAmt"] === String(payment.amount) &&
  fields["currencyCode"] === CURRENCY_NUMBERS[payment.currencyCode];

/** What a code says of an order that the answer describes. */
export const readOrder = (code: string, fields: Fields, payment: ChannelPaymentRef): PaymentAnswer => {
  if (fields["orderId"] !== payment.attemptId) return unknown(`respCode ${code}, about another order`);
  if (code === REVERSED_CODE) return { result: "REVERSED" };
  if (!isOurOrder(fields, payment)) return unknown("the answer is about another merchant or amount");
  if (WAITING_CODES.has(code)) return { result: "WAITING" };
  if (code !== SUCCESS) return failureOf(PAYMENT_FAILURES, code) ?? unknown(`respCode ${code}`);
  const channelTradeId = textIn(fields, "queryId");
  const payTime = compactTimeIn(fields, "payTime");
  return channelTradeId && payTime
    ? paid(channelTradeId, payTime, payment)
    : unknown("a paid order without its number or time");
};

/** The answer of 消费. */
export const readPayment = ({ fields }: ProvenAnswer, payment: ChannelPaymentRef): PaymentAnswer =>
  readOrder(textIn(fields, "respCode") ?? "", fields, payment);

/** The answer of 交易状态查询: `respCode` is about the query, `origRespCode` about the order. */
export const readQuery = ({ fields }: ProvenAnswer, payment: ChannelPaymentRef): PaymentAnswer => {
  const code = textIn(fields, "respCode") ?? "";
  if (code === NOT_FOUND) return { result: "NOT_FOUND" };
  if (code !== SUCCESS) return unknown(`the query's respCode ${code}`);
  return readOrder(textIn(fields, "origRespCode") ?? "", fields, payment);
};

/** The answer of 冲正. */
export const readReverse = ({ fields }: ProvenAnswer, payment: ChannelPaymentRef): ReverseAnswer => {
  const code = textIn(fields, "respCode") ?? "";
  if (fields["orderId"] !== payment.attemptId) return unknown(`respCode ${code}, about another order`);
  if (code === SUCCESS || code === REVERSED_CODE) return { result: "REVERSED" };
  return code === TOO_LATE ? { result: "TOO_LATE" } : unknown(`respCode ${code}`);
};

const isOurRefund = (fields: Fields, refund: ChannelRefund): boolean =>
  fields["orderId"] === refund.refundId &&
  fields["origOrderId"] === refund.attemptId &&
  fields["txnAmt"] === String(refund.refundAmount);

const readRefundOrder = (code: string, fields: Fields, refund: ChannelRefund): RefundAnswer => {
  if (REFUND_FAILURES.has(code)) return { result: "FAILED", channelCode: code };
  if (code !== SUCCESS && !WAITING_CODES.has(code)) return unknown(`respCode ${code}`);
  if (!isOurRefund(fields, refund)) return unknown("the answer is about another refund or amount");
  if (code !== SUCCESS) return { result: "WAITING" };
  const refundTime = compactTimeIn(fields, "payTime");
  return refundTime ? { result: "REFUNDED", refundTime } : unknown("a refund without its time");
};

/** The answer of 退货. */
export const readRefund = ({ fields }: ProvenAnswer, refund: ChannelRefund): RefundAnswer =>
  readRefundOrder(textIn(fields, "respCode") ?? "", fields, refund);

/** The answer of a query about a refund. */
export const readRefundQuery = ({ fields }: ProvenAnswer, refund: ChannelRefund): RefundAnswer => {
  const code = textIn(fields, "respCode") ?? "";
  if (code === NOT_FOUND) return { result: "NOT_FOUND" };
  if (code !== SUCCESS) return unknown(`the query's respCode ${code}`);
  return readRefundOrder(textIn(fields, "origRespCode") ?? "", fields, refund);
};
