import type { Reply } from "../http/front.ts";
import { type Fields, FORMS, textOf } from "../http/read-text.ts";
import { findOrder } from "../order/find-order.ts";
import { type Order, OrderState } from "../order/order.ts";
import { placeOrder } from "../order/place-order.ts";
import { reverseOrder } from "../order/reverse-order.ts";
import type { OutsideParts } from "../outside-parts.ts";
import type { RefundRow } from "../refund/refund-model.ts";
import { findRefund, refundOrder } from "../refund/refund-order.ts";
import { localTime } from "../statement/business-day.ts";
import { OTHER_CODES, PAY_CODES, REFUND_CODES } from "./bank-codes.ts";

const CHANNEL = "bank-card";
/** Up to thirteen digits of fen. */
const AMOUNT = /^[1-9]\d{0,12}$/;
/** Renminbi in ISO 4217's numbers. */
const CNY = /^156$/;

const say = (responseCode: string, fields: Fields = {}, orderNumber?: string): Reply => ({
  ...{ status: 200, fields: { responseCode, ...fields } },
  orderNumber,
});

const codeOf = (order: Order): string => {
  if (order.state === OrderState.PAID) return OTHER_CODES.approved;
  if (order.state === OrderState.WAITING) return OTHER_CODES.inProgress;
  return order.state === OrderState.REVERSED ? OTHER_CODES.reversedBefore : PAY_CODES[order.refusal ?? "PAYER_REFUSED"];
};

/** An order as purchases, inquiries and notices tell it. */
export const orderFields = (order: Order): Fields => ({
  retrievalReference: order.orderNumber,
  cardAcceptorId: order.merchantId,
  amount: String(order.amount),
  currency: "156",
  switchReference: order.transactionId,
  ...(order.payTime && { approvalTime: localTime(order.payTime) }),
});

/** 0200. */
export const purchase = async (parts: OutsideParts, fields: Fields, now: Date): Promise<Reply> => {
  textOf(fields, "currency", CNY);
  const orderNumber = textOf(fields, "retrievalReference", FORMS.number);
  const placed = {
    ...({ channelId: CHANNEL, orderNumber, currencyCode: "CNY" } as const),
    merchantId: textOf(fields, "cardAcceptorId", FORMS.merchant),
    amount: BigInt(textOf(fields, "amount", AMOUNT)),
    instrument: { cardToken: textOf(fields, "cardToken", FORMS.token) },
  };
  const notifyUrl = fields["notifyUrl"] === undefined ? undefined : textOf(fields, "notifyUrl", FORMS.url);
  const result = await placeOrder(parts, { ...placed, notifyUrl }, now);
  if ("conflict" in result) return say(OTHER_CODES.duplicate, {}, orderNumber);
  return say(codeOf(result.order), orderFields(result.order), orderNumber);
};

/** 0100 with the original's reference: `originalCode` is what a purchase would say now. */
export const inquire = async (parts: OutsideParts, fields: Fields, now: Date): Promise<Reply> => {
  const order = await findOrder(parts, CHANNEL, textOf(fields, "retrievalReference", FORMS.number), now);
  if (!order) return say(OTHER_CODES.unknown);
  return say(OTHER_CODES.approved, { ...orderFields(order), originalCode: codeOf(order) });
};

/** 0400. */
export const reverse = async (parts: OutsideParts, fields: Fields, now: Date): Promise<Reply> => {
  const retrievalReference = textOf(fields, "retrievalReference", FORMS.number);
  const result = await reverseOrder(parts, CHANNEL, retrievalReference, now);
  if (result === "TOO_LATE") return say(OTHER_CODES.reverseTooLate, { retrievalReference });
  if (result === "TOO_EARLY") return say(OTHER_CODES.reverseTooEarly, { retrievalReference });
  return say(OTHER_CODES.approved, { retrievalReference });
};

const refundFields = (refund: RefundRow): Fields => ({
  refundReference: refund.refundNumber,
  retrievalReference: refund.orderId.slice(CHANNEL.length + 1),
  amount: String(refund.amount),
  currency: "156",
  switchReference: refund.transactionId,
  approvalTime: localTime(refund.doneTime),
});

/** 0220. */
export const refund = async (parts: OutsideParts, fields: Fields, now: Date): Promise<Reply> => {
  const asked = {
    channelId: CHANNEL,
    refundNumber: textOf(fields, "refundReference", FORMS.number),
    orderNumber: textOf(fields, "retrievalReference", FORMS.number),
    merchantId: textOf(fields, "cardAcceptorId", FORMS.merchant),
    amount: BigInt(textOf(fields, "amount", AMOUNT)),
  } as const;
  const result = await refundOrder(parts, asked, now);
  if ("conflict" in result) return say(OTHER_CODES.duplicate);
  if ("refusal" in result) return say(REFUND_CODES[result.refusal]);
  return say(OTHER_CODES.approved, refundFields(result.refund));
};

export const inquireRefund = async (parts: OutsideParts, fields: Fields): Promise<Reply> => {
  const found = await findRefund(parts, CHANNEL, textOf(fields, "refundReference", FORMS.number));
  return found ? say(OTHER_CODES.approved, refundFields(found)) : say(OTHER_CODES.unknown);
};
