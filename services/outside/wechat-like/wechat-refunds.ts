import type { Reply, WireRequest } from "../http/front.ts";
import { amountOf, FORMS, partOf, readJson, textOf } from "../http/read-text.ts";
import { orderIdOf } from "../order/order-model.ts";
import type { OutsideParts } from "../outside-parts.ts";
import type { RefundRow } from "../refund/refund-model.ts";
import { type AskedRefund, findRefund, refundOrder } from "../refund/refund-order.ts";
import { localTime } from "../statement/business-day.ts";
import { OTHER_ERRORS, REFUND_ERRORS } from "./wechat-codes.ts";
import { wechatError } from "./wechat-reply.ts";

const CHANNEL = "wechat-like";

const fieldsOf = (refund: RefundRow, now: Date): Reply["fields"] => ({
  refund_id: refund.transactionId,
  out_refund_no: refund.refundNumber,
  out_trade_no: refund.orderId.slice(orderIdOf(CHANNEL, "").length),
  create_time: localTime(refund.createTime),
  ...(refund.doneTime <= now
    ? { status: "SUCCESS", success_time: localTime(refund.doneTime) }
    : { status: "PROCESSING" }),
  amount: { refund: Number(refund.amount), currency: "CNY" },
});

const readRefund = (body: string): AskedRefund => {
  const fields = readJson(body);
  return {
    channelId: CHANNEL,
    refundNumber: textOf(fields, "out_refund_no", FORMS.number),
    orderNumber: textOf(fields, "out_trade_no", FORMS.number),
    merchantId: textOf(fields, "sub_mchid", FORMS.merchant),
    amount: amountOf(partOf(fields, "amount"), "refund"),
  };
};

/** 申请退款: accepted at once, with the payer a second later. */
export const refundWechat = async (
  parts: OutsideParts,
  { body }: WireRequest,
  _number: string,
  now: Date,
): Promise<Reply> => {
  const result = await refundOrder(parts, readRefund(body), now);
  if ("conflict" in result) return wechatError(OTHER_ERRORS.numberUsed);
  if ("refusal" in result) return wechatError(REFUND_ERRORS[result.refusal]);
  return { status: 200, fields: fieldsOf(result.refund, now) };
};

export const queryWechatRefund = async (
  parts: OutsideParts,
  _request: WireRequest,
  number: string,
  now: Date,
): Promise<Reply> => {
  const refund = await findRefund(parts, CHANNEL, number);
  if (!refund) return wechatError(OTHER_ERRORS.refundUnknown);
  return { status: 200, fields: fieldsOf(refund, now) };
};
