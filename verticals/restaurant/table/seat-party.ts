import type { Caller } from "../../../kernel/auth/caller.ts";
import type { Handler } from "../../../kernel/contract/contract.ts";
import { newId } from "../../../kernel/ids/ids.ts";
import { readFields } from "../../../kernel/parse/parse.ts";
import { findRow, insertRow } from "../../../kernel/store/rows.ts";
import type { SeatPartyRequest } from "../../../proto/gen/paywindow/restaurant/v1/queue.ts";
import type { Table as TableMessage } from "../../../proto/gen/paywindow/restaurant/v1/table.ts";
import { restaurantReasons } from "../errors.ts";
import { linesOf, lockOrder, tellOrder } from "../order/lock-order.ts";
import { newOrder } from "../order/new-order.ts";
import type { DiningOrder } from "../order/order.ts";
import { sendLines } from "../order/send-lines.ts";
import { sortByMenu } from "../order/send-order.ts";
import { lockTicket, moveTicket } from "../queue/move-ticket.ts";
import { isLive, type QueueTicket } from "../queue/ticket.ts";
import type { RestaurantParts, Work } from "../restaurant-parts.ts";
import { loadStore } from "../store/load-store.ts";
import type { DiningStore } from "../store/store.ts";
import { lockTable, setTableOrder, toTableMessage } from "./lock-table.ts";
import { notFit } from "./open-table.ts";
import { type DiningTable, fitsTable } from "./table.ts";

const parse = (request: SeatPartyRequest) => {
  const fields = readFields();
  const tableId = fields.id("table_id", request.tableId, "tbl");
  const { ticketId } = request;
  if (ticketId) fields.id("ticket_id", ticketId, "tkt");
  const partySize = fields.integer("party_size", request.partySize, ticketId ? 0 : 1, ticketId ? 0 : 100);
  fields.check();
  return { tableId, ticketId, partySize };
};
type SeatCommand = ReturnType<typeof parse>;

/** The order of a party that sits down: what it ordered ahead goes to the kitchen now, but for what cannot be had, which stays in the cart. */
const fire = async (
  parts: RestaurantParts,
  ticket: QueueTicket,
  table: DiningTable,
  store: DiningStore,
  { caller, work }: { readonly caller: Caller; readonly work: Work },
): Promise<DiningOrder> => {
  const { session } = work;
  const ahead = await lockOrder(parts, ticket.orderId, caller, work);
  const place = { state: "OPEN" as const, tableIds: [table._id], tableNumbers: [table.tableNumber] };
  await parts.orders.updateOne({ _id: ahead._id }, { $set: place }, { session });
  const order = { ...ahead, ...place };
  const cart = (await linesOf(parts, order._id, session)).filter(({ state }) => state === "CART");
  const { orderable } = await sortByMenu(parts, cart, store, work);
  return sendLines(parts, order, orderable, store, work);
};

const openOrder = async (
  parts: RestaurantParts,
  table: DiningTable,
  store: DiningStore,
  party: { readonly partySize: number; readonly ticket: QueueTicket | undefined },
  { session, now }: Work,
): Promise<DiningOrder> => {
  const place = { tableIds: [table._id], tableNumbers: [table.tableNumber], ticketId: party.ticket?._id ?? "" };
  const given = { _id: newId("ord", now), state: "OPEN" as const, partySize: party.partySize, openTime: now };
  const { userId = "", displayName = "" } = party.ticket ?? {};
  const order = newOrder(store, { ...given, ...place, diners: userId ? [{ userId, displayName }] : [] });
  await insertRow(parts.orders, order, session);
  return order;
};

const seat = async (parts: RestaurantParts, command: SeatCommand, caller: Caller, work: Work): Promise<void> => {
  const { session, now } = work;
  const ticket = command.ticketId ? await lockTicket(parts, command.ticketId, caller, work) : undefined;
  const table = await lockTable(parts, { _id: command.tableId }, caller, work);
  if (ticket && ticket.storeId !== table.storeId) throw restaurantReasons.error("TABLE_NOT_FOUND");
  // A repetition finds the very party there.
  if (ticket?.state === "SEATED" && ticket.orderId === table.orderId) return;
  if (ticket && !isLive(ticket.state)) throw restaurantReasons.error("TICKET_NOT_LIVE");
  if (table.orderId) throw restaurantReasons.error("TABLE_OCCUPIED");
  const partySize = ticket?.partySize ?? command.partySize;
  if (!fitsTable(table, partySize)) throw notFit(table);
  // From here on nothing is refused.
  const store = await loadStore(parts, table.storeId, session);
  const order = ticket?.orderId
    ? await fire(parts, ticket, table, store, { caller, work })
    : await openOrder(parts, table, store, { partySize, ticket }, work);
  await setTableOrder(parts.tables, table._id, order._id, work);
  await tellOrder(parts, order, work);
  if (!ticket) return;
  const seated = { state: "SEATED" as const, seatTime: now, orderId: order._id, tableNumber: table.tableNumber };
  await moveTicket(parts, ticket, seated, store.queue, work);
};

/** Seats a party at a free table of its size (V19): ticket, table, order and kitchen in one commit. */
export const seatParty =
  (parts: RestaurantParts): Handler<SeatPartyRequest, TableMessage> =>
  async (request, { caller, now, traceparent }) => {
    const command = parse(request);
    await parts.store.transaction((session) => seat(parts, command, caller, { session, now, traceparent }));
    return toTableMessage((await findRow(parts.tables, { _id: command.tableId })) as DiningTable);
  };
