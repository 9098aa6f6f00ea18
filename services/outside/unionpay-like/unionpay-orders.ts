import { chinaTime } from "../../../kernel/time/china-time.ts";
import type { Reply } from "../http/front.ts";
import { FORMS, textOf } from "../http/read-text.ts";
import { findOrder } from "../order/find-order.ts";
import { type Order, OrderState } from "../order/order.ts";
import { placeOrder } from "../order/place-order.ts";
import { reverseOrder } from "../order/reverse-order.ts";
import type { OutsideParts } from "../outside-parts.ts";
import type { RefundRow } from "../refund/refund-model.ts";
import { findRefund, refundOrder } from "../refund/refund-order.ts";
import { OTHER_CODES, PAY_CODES, REFUND_CODES } from "./unionpay-codes.ts";
import type { FormFields } from "./unionpay-signature.ts";

const CHANNEL = "unionpay-like";
const AMOUNT = /^[1-9]\d{0,12}$/;
const CNY = /^156$/;

/** YYYYMMDDhhmmss in China. */
const compactTime = (instant: Date): string => chinaTime(instant).replace(/\D/g, "");

const say = (respCode: string, fields: FormFields = {}, orderNumber?: string): Reply => ({
  ...{ status: 200, fields: { respCode, ...fields } },
  orderNumber,
});

const codeOf = (order: Order): string => {
  if (order.state === OrderState.PAID) return OTHER_CODES.success;
  if (order.state === OrderState.WAITING) return OTHER_CODES.accepted;
  return order.state === OrderState.REVERSED ? OTHER_CODES.reversed : PAY_CODES[order.refusal ?? "PAYER_REFUSED"];
};

/** An order as payments, queries and notices tell it. */
export const unionpayOrderFields = (order: Order): FormFields => ({
  txnType: "01",
  merId: order.merchantId,
  orderId: order.orderNumber,
  txnAmt: String(order.amount),
  currencyCode: "156",
  queryId: order.transactionId,
  ...(order.payTime && { payTime: compactTime(order.payTime) }),
});

/** 消费 (txnType 01) with a scanned code. */
export const consume = async (parts: OutsideParts, fields: FormFields, now: Date): Promise<Reply> => {
  textOf(fields, "currencyCode", CNY);
  const orderNumber = textOf(fields, "orderId", FORMS.number);
  const placed = {
    ...({ channelId: CHANNEL, orderNumber, currencyCode: "CNY" } as const),
    merchantId: textOf(fields, "merId", FORMS.merchant),
    amount: BigInt(textOf(fields, "txnAmt", AMOUNT)),
    instrument: { code: textOf(fields, "qrNo", FORMS.code) },
    notifyUrl: fields["backUrl"] ? textOf(fields, "backUrl", FORMS.url) : undefined,
  };
  const result = await placeOrder(parts, placed, now);
  if ("conflict" in result) return say(OTHER_CODES.duplicate, {}, orderNumber);
  return say(codeOf(result.order), unionpayOrderFields(result.order), orderNumber);
};

/** 冲正 (txnType 99). */
export const reverse = async (parts: OutsideParts, fields: FormFields, now: Date): Promise<Reply> => {
  const orderId = textOf(fields, "orderId", FORMS.number);
  const result = await reverseOrder(parts, CHANNEL, orderId, now);
  if (result === "TOO_LATE") return say(OTHER_CODES.reverseTooLate, { orderId });
  if (result === "TOO_EARLY") return say(OTHER_CODES.reverseTooEarly, { orderId });
  return say(OTHER_CODES.success, { orderId });
};

const refundFields = (refund: RefundRow): FormFields => ({
  txnType: "04",
  orderId: refund.refundNumber,
  origOrderId: refund.orderId.slice(CHANNEL.length + 1),
  txnAmt: String(refund.amount),
  currencyCode: "156",
  queryId: refund.transactionId,
  payTime: compactTime(refund.doneTime),
});

/** 退货 (txnType 04). */
export const refund = async (parts: OutsideParts, fields: FormFields, now: Date): Promise<Reply> => {
  const asked = {
    channelId: CHANNEL,
    refundNumber: textOf(fields, "orderId", FORMS.number),
    orderNumber: textOf(fields, "origOrderId", FORMS.number),
    merchantId: textOf(fields, "merId", FORMS.merchant),
    amount: BigInt(textOf(fields, "txnAmt", AMOUNT)),
  } as const;
  const result = await refundOrder(parts, asked, now);
  if ("conflict" in result) return say(OTHER_CODES.duplicate);
  if ("refusal" in result) return say(REFUND_CODES[result.refusal]);
  return say(OTHER_CODES.success, refundFields(result.refund));
};

/** 交易状态查询 (txnType 00): `origRespCode` is what the order itself would be answered now. Payments and refunds share one space of numbers. */
export const query = async (parts: OutsideParts, fields: FormFields, now: Date): Promise<Reply> => {
  const number = textOf(fields, "orderId", FORMS.number);
  const order = await findOrder(parts, CHANNEL, number, now);
  if (order) return say(OTHER_CODES.success, { ...unionpayOrderFields(order), origRespCode: codeOf(order) });
  const found = await findRefund(parts, CHANNEL, number);
  if (!found) return say(OTHER_CODES.notFound);
  return say(OTHER_CODES.success, { ...refundFields(found), origRespCode: OTHER_CODES.success });
};
