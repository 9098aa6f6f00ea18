import type { Bill } from "../../../proto/gen/paywindow/restaurant/v1/bill.ts";
import type { DiningOrder } from "../../../proto/gen/paywindow/restaurant/v1/order.ts";
import type { QueueTicket } from "../../../proto/gen/paywindow/restaurant/v1/queue.ts";
import type { Menu, Store } from "../../../proto/gen/paywindow/restaurant/v1/store.ts";
import type { Json } from "../api/json.ts";
import { call } from "../api/session.ts";
import { stored } from "../api/stored.ts";
import { reasonOf } from "../wallet/refusal-text.ts";
import { dining, storeOfAddress } from "./restaurant-routes.ts";

/** What a diner's page shows. */
export interface DinerView {
  store: Json<Store>;
  menu: Json<Menu>;
  ticket?: Json<QueueTicket> | undefined;
  order?: Json<DiningOrder> | undefined;
  /** Once something was sent to the kitchen. */
  bill?: Json<Bill> | undefined;
}

const TABLE_PATH = "/restaurant/table/";

/** The code of the table that was scanned: `/restaurant/table/<code>`; empty on the page of the restaurant. */
export const tableOfAddress = (): string =>
  location.pathname.startsWith(TABLE_PATH) ? decodeURIComponent(location.pathname.slice(TABLE_PATH.length)) : "";

/** The ticket that this tab last saw: it tells of the order when it is seated and so no longer the phone's live one. */
const lastTicket = stored<string>(() => sessionStorage, "dining-ticket");

/** The order of the table whose code this tab scanned: who comes back by another way sits there still. */
const lastOrder = stored<string>(() => sessionStorage, "dining-order");

const unless = async <T>(reasons: readonly string[], asked: Promise<T>): Promise<T | undefined> => {
  try {
    return await asked;
  } catch (error) {
    if (reasons.includes(reasonOf(error))) return undefined;
    throw error;
  }
};

const isOver = (ticket: Json<QueueTicket>): boolean =>
  ticket.state === "TICKET_STATE_CANCELLED" || ticket.state === "TICKET_STATE_VOIDED";

const readTicket = async (storeId: string): Promise<Json<QueueTicket> | undefined> => {
  const live = await unless(["TICKET_NOT_FOUND"], call(dining.getTicket, { storeId }));
  if (live) {
    lastTicket.write(live.ticketId ?? "");
    return live;
  }
  const ticketId = lastTicket.read();
  const last = ticketId ? await unless(["TICKET_NOT_FOUND"], call(dining.getTicket, { ticketId })) : undefined;
  return last && !isOver(last) ? last : undefined;
};

const readTable = async (qrCode: string): Promise<Json<DiningOrder> | undefined> => {
  const closed = ["PARTY_SIZE_NEEDED", "ORDER_CLOSED"];
  const order = await unless(closed, call(dining.openTable, { qrCode, partySize: 0 }));
  if (order) lastOrder.write(order.orderId ?? "");
  return order;
};

const readOrder = async (ticket: Json<QueueTicket> | undefined): Promise<Json<DiningOrder> | undefined> => {
  const qrCode = tableOfAddress();
  if (qrCode) return readTable(qrCode);
  const orderId = ticket?.orderId || (ticket ? "" : lastOrder.read());
  const order = orderId ? await unless(["ORDER_NOT_FOUND"], call(dining.getOrder, { orderId })) : undefined;
  // One that was scanned and is paid is no party's any more.
  return ticket || order?.state === "ORDER_STATE_OPEN" ? order : undefined;
};

/** Reads all that a diner's page shows. */
export const readDiner = async (): Promise<DinerView> => {
  const storeId = storeOfAddress();
  const [store, menu, ticket] = await Promise.all([
    call(dining.getStore, { storeId }),
    call(dining.getMenu, { storeId }),
    tableOfAddress() ? undefined : readTicket(storeId),
  ]);
  const order = await readOrder(ticket);
  const orderId = order?.orderId ?? "";
  const bill = order?.total ? await call(dining.getBill, { orderId }) : undefined;
  const isSeated = ticket?.state === "TICKET_STATE_SEATED";
  return { store, menu, ticket: isSeated ? undefined : ticket, order, bill };
};
