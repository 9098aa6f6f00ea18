import type { Caller } from "../../../kernel/auth/caller.ts";
import type { Handler } from "../../../kernel/contract/contract.ts";
import { newId } from "../../../kernel/ids/ids.ts";
import { readFields } from "../../../kernel/parse/parse.ts";
import { insertRow, updateRow } from "../../../kernel/store/rows.ts";
import type { DiningOrder as DiningOrderMessage } from "../../../proto/gen/paywindow/restaurant/v1/order.ts";
import type { OpenTableRequest } from "../../../proto/gen/paywindow/restaurant/v1/table.ts";
import { restaurantReasons } from "../errors.ts";
import { lockOrder, tellOrder } from "../order/lock-order.ts";
import { dinerOf, newOrder } from "../order/new-order.ts";
import { type DiningOrder, takesLines } from "../order/order.ts";
import { showOrder } from "../order/order-message.ts";
import { classOf } from "../queue/ticket.ts";
import type { RestaurantParts, Work } from "../restaurant-parts.ts";
import { loadStore } from "../store/load-store.ts";
import { lockTable, setTableOrder } from "./lock-table.ts";
import { type DiningTable, fitsTable } from "./table.ts";

type Diner = DiningOrder["diners"][number];

/** Who works at the restaurant as a service may look at every order; the code on the table is the diner's right to this one. */
const self: Caller = { kind: "service", id: "restaurant" };

const join = async (parts: RestaurantParts, orderId: string, diner: Diner, work: Work): Promise<string> => {
  const order = await lockOrder(parts, orderId, self, work);
  if (order.diners.some(({ userId }) => userId === diner.userId)) return order._id;
  if (!takesLines(order)) throw restaurantReasons.error("ORDER_CLOSED");
  const diners = [...order.diners, diner];
  await updateRow(
    parts.orders,
    { filter: { _id: order._id }, update: { $set: { diners } } },
    { session: work.session },
  );
  await tellOrder(parts, { ...order, diners }, work);
  return order._id;
};

/** V19, and nobody passes those who wait: a free table is opened by its code only while no party of that size is in the queue. */
const open = async (
  parts: RestaurantParts,
  table: DiningTable,
  partySize: number,
  diner: Diner,
  work: Work,
): Promise<string> => {
  const { session, now } = work;
  if (partySize === 0) throw restaurantReasons.error("PARTY_SIZE_NEEDED");
  if (!fitsTable(table, partySize)) throw notFit(table);
  const store = await loadStore(parts, table.storeId, session);
  const queueClass = classOf(partySize, store.queue);
  const waits = { storeId: store._id, queueClass, state: { $in: ["WAITING", "CALLED"] as const } };
  const holds = queueClass && (await parts.tickets.exists(waits).session(session));
  if (holds) throw restaurantReasons.error("PARTIES_WAITING");
  const place = { tableIds: [table._id], tableNumbers: [table.tableNumber] };
  const given = { _id: newId("ord", now), state: "OPEN" as const, partySize, diners: [diner], openTime: now };
  const order = newOrder(store, { ...given, ...place });
  await insertRow(parts.orders, order, session);
  await setTableOrder(parts.tables, table._id, order._id, work);
  await tellOrder(parts, order, work);
  return order._id;
};

/** The refusal of a party that is too small or too large for a table. */
export const notFit = ({ minParty, maxParty }: DiningTable) =>
  restaurantReasons.error("TABLE_NOT_FIT", { metadata: { min: String(minParty), max: String(maxParty) } });

/** Joins the order of the table whose code was scanned, or opens the table. */
export const openTable =
  (parts: RestaurantParts): Handler<OpenTableRequest, DiningOrderMessage> =>
  async (request, { caller, now, traceparent }) => {
    const fields = readFields();
    const qrCode = fields.text("qr_code", request.qrCode, 1, 64);
    const partySize = fields.integer("party_size", request.partySize, 0, 100);
    fields.check();
    const diner = await dinerOf(parts, caller);
    const orderId = await parts.store.transaction(async (session) => {
      const work = { session, now, traceparent };
      const table = await lockTable(parts, { qrCode }, caller, work);
      if (table.orderId) return join(parts, table.orderId, diner, work);
      return open(parts, table, partySize, diner, work);
    });
    const order = await parts.orders.findById(orderId).lean<DiningOrder>();
    return showOrder(parts, order as DiningOrder, now);
  };
