import { formatMoney, money } from "../../../kernel/money/money.ts";
import { billPaid } from "../events.ts";
import { noteMessages } from "../message/message-row.ts";
import { billTotal, type DiningOrder } from "../order/order.ts";
import type { RestaurantParts, Work } from "../restaurant-parts.ts";

/** Whether the paid shares are the whole bill. */
const isSettled = (order: DiningOrder): boolean =>
  order.state === "OPEN" && order.paid > 0n && order.paid === billTotal(order);

const paidMessage = ({ _id, merchantId, currencyCode, paid }: DiningOrder, userId: string) => {
  const total = formatMoney(money(paid, currencyCode));
  return {
    ...{ _id: `${_id}:paid:${userId}`, userId, merchantId, kind: "RECEIPT" as const, link: "/restaurant" },
    ...{ title: "账单已付清", titleEn: "The bill is paid" },
    ...{ body: `本单合计 ${total}，已全部付清，谢谢光临。`, bodyEn: `The total of ${total} is paid. Thank you.` },
  };
};

/** Ends a locked order whose shares sum to its bill, and tells its diners. Called after every change of what is owed or paid. */
export const settleIfPaid = async (parts: RestaurantParts, order: DiningOrder, work: Work): Promise<void> => {
  if (!isSettled(order)) return;
  const { session, now, traceparent } = work;
  await parts.orders.updateOne({ _id: order._id }, { $set: { state: "PAID" } }, { session });
  const userIds = order.diners.map(({ userId }) => userId);
  const rows = userIds.map((userId) => paidMessage(order, userId));
  await noteMessages(parts.messages, rows, work);
  const total = money(order.paid, order.currencyCode);
  const payload = { storeId: order.storeId, orderId: order._id, total, userIds };
  await parts.outbox.append(session, billPaid, payload, { now, traceparent, key: order._id });
};
