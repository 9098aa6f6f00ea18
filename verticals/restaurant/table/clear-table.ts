import type { Handler } from "../../../kernel/contract/contract.ts";
import { readFields } from "../../../kernel/parse/parse.ts";
import { findRow } from "../../../kernel/store/rows.ts";
import type { ClearTableRequest, Table as TableMessage } from "../../../proto/gen/paywindow/restaurant/v1/table.ts";
import { restaurantReasons } from "../errors.ts";
import { lockOrder, tellOrder } from "../order/lock-order.ts";
import { billTotal, type DiningOrder } from "../order/order.ts";
import type { RestaurantParts, Work } from "../restaurant-parts.ts";
import { lockTable, setTableOrder, toTableMessage } from "./lock-table.ts";
import type { DiningTable } from "./table.ts";

/** An order at which nothing is owed or being paid. */
const owesNothing = (order: DiningOrder): boolean => billTotal(order) === 0n && order.shared === 0n;

const leave = async (parts: RestaurantParts, order: DiningOrder, work: Work): Promise<void> => {
  if (order.state === "OPEN")
    await parts.orders.updateOne({ _id: order._id }, { $set: { state: "CANCELLED" } }, { session: work.session });
  for (const tableId of order.tableIds) await setTableOrder(parts.tables, tableId, "", work);
  await tellOrder(parts, order, work);
};

/** Frees the tables of a party that has paid, or has ordered nothing. */
export const clearTable =
  (parts: RestaurantParts): Handler<ClearTableRequest, TableMessage> =>
  async (request, { caller, now, traceparent }) => {
    const fields = readFields();
    const tableId = fields.id("table_id", request.tableId, "tbl");
    const orderId = fields.id("order_id", request.orderId, "ord");
    fields.check();
    await parts.store.transaction(async (session) => {
      const work = { session, now, traceparent };
      const table = await lockTable(parts, { _id: tableId }, caller, work);
      // Cleared already, and perhaps another party sits there.
      if (table.orderId !== orderId) return;
      const order = await lockOrder(parts, orderId, caller, work);
      if (order.state !== "PAID" && !owesNothing(order)) throw restaurantReasons.error("BILL_NOT_PAID");
      await leave(parts, order, work);
    });
    return toTableMessage((await findRow(parts.tables, { _id: tableId })) as DiningTable);
  };
