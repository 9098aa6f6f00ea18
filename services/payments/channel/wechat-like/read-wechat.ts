import type { ChannelPaymentRef, ChannelRefund, PaymentAnswer, RefundAnswer, ReverseAnswer } from "../channel.ts";
import { failureOf, type ProvenAnswer, paid, partIn, textIn, timeIn, unknown } from "../wire/answers.ts";
import { ORDER_FAILURES, PAYMENT_FAILURES, REFUND_FAILURES, REVERSED_CODES } from "./wechat-codes.ts";

type Fields = ProvenAnswer["fields"];

const codeIn = ({ fields }: ProvenAnswer): string => textIn(fields, "code") ?? "";

/** Whether an order of the wallet is our attempt: number, merchant, amount and currency (P21). */
const isOurOrder = (fields: Fields, payment: ChannelPaymentRef): boolean => {
  const amount = partIn(fields, "amount");
  return (
    textIn(fields, "out_trade_no") === payment.attemptId &&
    textIn(fields, "sub_mchid") === payment.merchantId &&
    amount["total"] === Number(payment.amount) &&
    amount["currency"] === payment.currencyCode
  );
};

const readPaid = (fields: Fields, payment: ChannelPaymentRef): PaymentAnswer => {
  const channelTradeId = textIn(fields, "transaction_id");
  const payTime = timeIn(fields, "success_time");
  if (!channelTradeId || !payTime) return unknown("a paid order without its number or time");
  return paid(channelTradeId, payTime, payment);
};

/** What an order of the wallet says of our attempt. A reversed one counts whatever else it says: its number is ours alone. */
export const readOrder = (fields: Fields, payment: ChannelPaymentRef): PaymentAnswer => {
  const state = textIn(fields, "trade_state") ?? "";
  const isOurNumber = textIn(fields, "out_trade_no") === payment.attemptId;
  if (isOurNumber && (state === "REVOKED" || state === "CLOSED")) return { result: "REVERSED" };
  if (!isOurOrder(fields, payment)) return unknown("the answer is about another order, merchant or amount");
  // REFUND: it was paid, and has been refunded since in part or whole.
  if (state === "SUCCESS" || state === "REFUND") return readPaid(fields, payment);
  if (state === "USERPAYING" || state === "NOTPAY" || state === "ACCEPT") return { result: "WAITING" };
  return failureOf(ORDER_FAILURES, state) ?? unknown(`trade_state ${state}`);
};

/** The answer of 付款码支付. */
export const readPayment = (answer: ProvenAnswer, payment: ChannelPaymentRef): PaymentAnswer => {
  if (answer.status === 200 || answer.status === 202) return readOrder(answer.fields, payment);
  const code = codeIn(answer);
  if (REVERSED_CODES.has(code)) return { result: "REVERSED" };
  if (code === "USERPAYING") return { result: "WAITING" };
  return failureOf(PAYMENT_FAILURES, code) ?? unknown(`HTTP ${answer.status} ${code}`);
};

/** The answer of 查询订单. */
export const readQuery = (answer: ProvenAnswer, payment: ChannelPaymentRef): PaymentAnswer => {
  if (answer.status === 200) return readOrder(answer.fields, payment);
  const code = codeIn(answer);
  return code === "ORDER_NOT_EXIST" ? { result: "NOT_FOUND" } : unknown(`HTTP ${answer.status} ${code}`);
};

/** The answer of 撤销订单. `recall` Y: it must be called again. */
export const readReverse = (answer: ProvenAnswer, payment: ChannelPaymentRef): ReverseAnswer => {
  const { status, fields } = answer;
  const isOurs = textIn(fields, "out_trade_no") === payment.attemptId;
  if (status === 200 && isOurs && textIn(fields, "recall") === "N") return { result: "REVERSED" };
  const code = codeIn(answer);
  return code === "REVERSE_EXPIRE" ? { result: "TOO_LATE" } : unknown(`HTTP ${status} ${code}`);
};

const isOurRefund = (fields: Fields, refund: ChannelRefund): boolean =>
  textIn(fields, "out_refund_no") === refund.refundId &&
  textIn(fields, "out_trade_no") === refund.attemptId &&
  partIn(fields, "amount")["refund"] === Number(refund.refundAmount);

/** The answer of 申请退款 and of 查询单笔退款. */
export const readRefund = (answer: ProvenAnswer, refund: ChannelRefund): RefundAnswer => {
  const { status, fields } = answer;
  const code = codeIn(answer);
  if (status !== 200)
    return REFUND_FAILURES.has(code) ? { result: "FAILED", channelCode: code } : unknown(`HTTP ${status} ${code}`);
  if (!isOurRefund(fields, refund)) return unknown("the answer is about another refund or amount");
  const state = textIn(fields, "status") ?? "";
  const refundTime = timeIn(fields, "success_time");
  if (state === "SUCCESS") return refundTime ? { result: "REFUNDED", refundTime } : unknown("a refund without time");
  if (state === "PROCESSING") return { result: "WAITING" };
  // CLOSED: given up. ABNORMAL: the payer's account cannot take it.
  if (state === "CLOSED" || state === "ABNORMAL") return { result: "FAILED", channelCode: state };
  return unknown(`status ${state}`);
};

/** A refund that a query does not find is not there. */
export const readRefundQuery = (answer: ProvenAnswer, refund: ChannelRefund): RefundAnswer =>
  codeIn(answer) === "RESOURCE_NOT_EXISTS" && answer.status === 404
    ? { result: "NOT_FOUND" }
    : readRefund(answer, refund);
