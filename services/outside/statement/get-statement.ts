import type { Handler } from "../../../kernel/contract/contract.ts";
import { readFields } from "../../../kernel/parse/parse.ts";
import type { GetStatementRequest, GetStatementResponse } from "../../../proto/gen/paywindow/outside/v1/outside.ts";
import { parseChannelId, requireOperator } from "../callers.ts";
import type { ChannelId } from "../config.ts";
import { type OrderRow, orderIdOf } from "../order/order-model.ts";
import type { OutsideParts } from "../outside-parts.ts";
import type { RefundRow } from "../refund/refund-model.ts";
import { isBusinessDay, spanOf } from "./business-day.ts";
import { type Movement, writeStatement } from "./statement.ts";

const ofOrder = (kind: "PAY" | "REVERSE", order: OrderRow, time: Date | undefined): Movement[] => {
  const { orderNumber, transactionId, merchantId, amount } = order;
  return time ? [{ kind, time, orderNumber, refundNumber: "", transactionId, merchantId, amount }] : [];
};

const ofRefund = ({ channelId, orderId, createTime, ...refund }: RefundRow): Movement => ({
  ...{ kind: "REFUND", time: createTime, orderNumber: orderId.slice(orderIdOf(channelId, "").length) },
  ...refund,
});

/** What moved at a party within a day. An order that was reversed unpaid moved nothing. */
const readMovements = async (
  { orders, refunds }: OutsideParts,
  channelId: ChannelId,
  businessDay: string,
): Promise<Movement[]> => {
  const { start, end } = spanOf(businessDay);
  const within = { $gte: start, $lt: end };
  const paid = await orders.find({ channelId, payTime: within }).lean<OrderRow[]>();
  const reversed = await orders.find({ channelId, reverseTime: within }).lean<OrderRow[]>();
  const refunded = await refunds.find({ channelId, createTime: within }).lean<RefundRow[]>();
  return [
    ...paid.flatMap((order) => ofOrder("PAY", order, order.payTime)),
    ...reversed.flatMap((order) => ofOrder("REVERSE", order, order.payTime && order.reverseTime)),
    ...refunded.map(ofRefund),
  ];
};

const parse = (request: GetStatementRequest): { channelId: ChannelId; businessDay: string } => {
  const fields = readFields();
  const channelId = parseChannelId(fields, request.channelId);
  const { businessDay } = request;
  if (!isBusinessDay(businessDay))
    fields.refuse({ field: "business_day", en: "a day as YYYY-MM-DD", zh: "须为 YYYY-MM-DD 形式的日期" });
  fields.check();
  return { channelId, businessDay };
};

/** GetStatement: made from the books whenever it is asked for. */
export const getStatement =
  (parts: OutsideParts): Handler<GetStatementRequest, GetStatementResponse> =>
  async (request, { caller }) => {
    requireOperator(caller);
    const { channelId, businessDay } = parse(request);
    const text = writeStatement(channelId, businessDay, await readMovements(parts, channelId, businessDay));
    return { fileName: `${channelId}-${businessDay}.csv`, text };
  };
