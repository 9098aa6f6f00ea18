import type { Reply, WireRequest } from "../http/front.ts";
import { amountOf, FORMS, partOf, readJson, textOf } from "../http/read-text.ts";
import { findOrder } from "../order/find-order.ts";
import { type Order, OrderState } from "../order/order.ts";
import { type PlacedOrder, placeOrder } from "../order/place-order.ts";
import { reverseOrder } from "../order/reverse-order.ts";
import type { OutsideParts } from "../outside-parts.ts";
import { localTime } from "../statement/business-day.ts";
import { OTHER_ERRORS, PAY_ERRORS } from "./wechat-codes.ts";
import { wechatError } from "./wechat-reply.ts";

const CHANNEL = "wechat-like";

const TRADE_STATES: Readonly<Record<OrderState, string>> = {
  WAITING: "USERPAYING",
  PAID: "SUCCESS",
  FAILED: "PAYERROR",
  REVERSED: "REVOKED",
};

/** An order as queries, payments and notices tell it. */
export const wechatOrderFields = (order: Order): Reply["fields"] => ({
  sp_mchid: "paywindow",
  sub_mchid: order.merchantId,
  out_trade_no: order.orderNumber,
  transaction_id: order.transactionId,
  trade_type: "MICROPAY",
  // Refunded in part or whole, an order is REFUND for ever (转入退款).
  trade_state: order.refundedAmount > 0n ? "REFUND" : TRADE_STATES[order.state],
  ...(order.payTime && { success_time: localTime(order.payTime) }),
  amount: { total: Number(order.amount), currency: order.currencyCode },
});

const readPayment = (body: string): PlacedOrder => {
  const fields = readJson(body);
  const amount = partOf(fields, "amount");
  const notifyUrl = fields["notify_url"] === undefined ? undefined : textOf(fields, "notify_url", FORMS.url);
  return {
    channelId: CHANNEL,
    orderNumber: textOf(fields, "out_trade_no", FORMS.number),
    merchantId: textOf(fields, "sub_mchid", FORMS.merchant),
    amount: amountOf(amount, "total"),
    currencyCode: textOf(amount, "currency", FORMS.currency),
    instrument: { code: textOf(partOf(fields, "payer"), "auth_code", FORMS.code) },
    notifyUrl,
  };
};

/** 付款码支付: paid at once, or 202 while the payer types the password. */
export const payWechat = async (
  parts: OutsideParts,
  { body }: WireRequest,
  _number: string,
  now: Date,
): Promise<Reply> => {
  const placed = readPayment(body);
  const result = await placeOrder(parts, placed, now);
  const { orderNumber } = placed;
  if ("conflict" in result) return wechatError(OTHER_ERRORS.numberUsed, undefined, orderNumber);
  const { order } = result;
  if (order.state === OrderState.REVERSED) return wechatError(OTHER_ERRORS.reversed, undefined, orderNumber);
  if (order.state === OrderState.FAILED)
    return wechatError(PAY_ERRORS[order.refusal ?? "PAYER_REFUSED"], undefined, orderNumber);
  const status = order.state === OrderState.WAITING ? 202 : 200;
  return { status, fields: wechatOrderFields(order), orderNumber };
};

export const queryWechat = async (
  parts: OutsideParts,
  _request: WireRequest,
  number: string,
  now: Date,
): Promise<Reply> => {
  const order = await findOrder(parts, CHANNEL, number, now);
  if (!order) return wechatError(OTHER_ERRORS.orderUnknown);
  return { status: 200, fields: wechatOrderFields(order) };
};

/** 撤销订单. */
export const reverseWechat = async (
  parts: OutsideParts,
  { body }: WireRequest,
  number: string,
  now: Date,
): Promise<Reply> => {
  textOf(readJson(body), "sub_mchid", FORMS.merchant);
  const result = await reverseOrder(parts, CHANNEL, number, now);
  if (result === "TOO_EARLY") return wechatError(OTHER_ERRORS.tooEarly);
  if (result === "TOO_LATE") return wechatError(OTHER_ERRORS.tooLate);
  return { status: 200, fields: { out_trade_no: number, recall: "N" } };
};
