import type { Caller } from "../../../kernel/auth/caller.ts";
import type { Handler } from "../../../kernel/contract/contract.ts";
import { readFields } from "../../../kernel/parse/parse.ts";
import type { DiningOrder as DiningOrderMessage } from "../../../proto/gen/paywindow/restaurant/v1/order.ts";
import type { MergeTablesRequest } from "../../../proto/gen/paywindow/restaurant/v1/table.ts";
import { restaurantReasons } from "../errors.ts";
import { tellKitchen } from "../kitchen/tell-kitchen.ts";
import { loadOrder, lockOrder, tellOrder } from "../order/lock-order.ts";
import type { DiningOrder } from "../order/order.ts";
import { showOrder } from "../order/order-message.ts";
import type { RestaurantParts, Work } from "../restaurant-parts.ts";
import { lockTable, setTableOrder } from "./lock-table.ts";

/** What the one order is, of two. */
const sumOf = (from: DiningOrder, into: DiningOrder): DiningOrder => ({
  ...into,
  tableIds: [...into.tableIds, ...from.tableIds],
  tableNumbers: [...into.tableNumbers, ...from.tableNumbers],
  partySize: into.partySize + from.partySize,
  diners: [
    ...into.diners,
    ...from.diners.filter(({ userId }) => !into.diners.some((diner) => diner.userId === userId)),
  ],
  sendCount: Math.max(into.sendCount, from.sendCount),
  linesTotal: into.linesTotal + from.linesTotal,
  discount: into.discount + from.discount,
});

/** Hands everything of one order to the other. The kitchen's items are the same rows as before: they only learn where they go. */
const handOver = async (parts: RestaurantParts, from: DiningOrder, into: DiningOrder, work: Work): Promise<void> => {
  const { session } = work;
  const merged = sumOf(from, into);
  const { _id, tableIds, tableNumbers, partySize, diners, sendCount, linesTotal, discount } = merged;
  const values = { tableIds, tableNumbers, partySize, diners, sendCount, linesTotal, discount };
  await parts.orders.updateOne({ _id }, { $set: values }, { session });
  const given = { state: "MERGED", mergedInto: _id, linesTotal: 0n, discount: 0n, tableIds: [], tableNumbers: [] };
  await parts.orders.updateOne({ _id: from._id }, { $set: given }, { session });
  const both = { orderId: { $in: [from._id, _id] } };
  await parts.lines.updateMany({ orderId: from._id }, { $set: { orderId: _id } }, { session });
  await parts.kitchenItems.updateMany(both, { $set: { orderId: _id, tableNumbers: [...tableNumbers] } }, { session });
  await parts.tickets.updateMany({ orderId: from._id }, { $set: { orderId: _id } }, { session });
  for (const tableId of from.tableIds) await setTableOrder(parts.tables, tableId, _id, work);
  await tellOrder(parts, merged, work);
  await tellOrder(parts, from, work);
  await tellKitchen(parts, merged, `${_id}:merge:${from._id}`, work);
};

const merge = async (
  parts: RestaurantParts,
  { fromTableId, intoTableId }: MergeTablesRequest,
  caller: Caller,
  work: Work,
): Promise<string> => {
  // In one order on every node, so that two waiters who merge the same tables crosswise do not wait for each other.
  const tables = new Map<string, string>();
  for (const _id of [fromTableId, intoTableId].sort())
    tables.set(_id, (await lockTable(parts, { _id }, caller, work)).orderId);
  const [fromOrderId = "", intoOrderId = ""] = [tables.get(fromTableId), tables.get(intoTableId)];
  if (!fromOrderId || !intoOrderId) throw restaurantReasons.error("TABLE_NOT_OPEN");
  if (fromOrderId === intoOrderId) return intoOrderId;
  const orders = new Map<string, DiningOrder>();
  for (const id of [fromOrderId, intoOrderId].sort()) orders.set(id, await lockOrder(parts, id, caller, work));
  const [from, into] = [orders.get(fromOrderId)!, orders.get(intoOrderId)!];
  if (from.storeId !== into.storeId) throw restaurantReasons.error("TABLE_NOT_FOUND");
  if (from.state !== "OPEN" || into.state !== "OPEN") throw restaurantReasons.error("ORDER_CLOSED");
  if (from.shared > 0n) throw restaurantReasons.error("BILL_BEING_SHARED");
  await handOver(parts, from, into, work);
  return into._id;
};

/** Makes one order of those of two tables (V20). */
export const mergeTables =
  (parts: RestaurantParts): Handler<MergeTablesRequest, DiningOrderMessage> =>
  async (request, { caller, now, traceparent }) => {
    const fields = readFields();
    fields.id("from_table_id", request.fromTableId, "tbl");
    fields.id("into_table_id", request.intoTableId, "tbl");
    fields.check();
    const orderId = await parts.store.transaction((session) =>
      merge(parts, request, caller, { session, now, traceparent }),
    );
    return showOrder(parts, await loadOrder(parts, orderId, caller), now);
  };
