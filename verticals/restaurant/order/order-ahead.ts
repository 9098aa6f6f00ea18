import type { Handler } from "../../../kernel/contract/contract.ts";
import { readFields } from "../../../kernel/parse/parse.ts";
import { insertRow } from "../../../kernel/store/rows.ts";
import type {
  DiningOrder as DiningOrderMessage,
  OrderAheadRequest,
} from "../../../proto/gen/paywindow/restaurant/v1/order.ts";
import { restaurantReasons } from "../errors.ts";
import { loadTicket } from "../queue/load-ticket.ts";
import { lockTicket } from "../queue/move-ticket.ts";
import { isLive } from "../queue/ticket.ts";
import type { RestaurantParts } from "../restaurant-parts.ts";
import { loadStore } from "../store/load-store.ts";
import { loadOrder, tellOrder } from "./lock-order.ts";
import { dinerOf, newOrder } from "./new-order.ts";
import { showOrder } from "./order-message.ts";

/** Opens the cart of a party that waits, once: its id is the ticket's. */
export const orderAhead =
  (parts: RestaurantParts): Handler<OrderAheadRequest, DiningOrderMessage> =>
  async (request, { caller, now, traceparent }) => {
    const fields = readFields();
    const ticketId = fields.id("ticket_id", request.ticketId, "tkt");
    fields.check();
    const { userId } = await loadTicket(parts, ticketId, caller);
    if (userId !== caller.id) throw restaurantReasons.error("TICKET_NOT_FOUND");
    const diner = await dinerOf(parts, caller);
    const orderId = await parts.store.transaction(async (session) => {
      const ticket = await lockTicket(parts, ticketId, caller, { session });
      if (ticket.orderId) return ticket.orderId;
      if (!isLive(ticket.state)) throw restaurantReasons.error("TICKET_NOT_LIVE");
      const store = await loadStore(parts, ticket.storeId, session);
      const _id = `ord_${ticketId.slice("tkt_".length)}`;
      const given = { _id, state: "AHEAD" as const, partySize: ticket.partySize, diners: [diner], openTime: now };
      const order = newOrder(store, { ...given, ticketId });
      await insertRow(parts.orders, order, session);
      await parts.tickets.updateOne({ _id: ticketId }, { $set: { orderId: _id } }, { session });
      await tellOrder(parts, order, { session, now, traceparent });
      return _id;
    });
    return showOrder(parts, await loadOrder(parts, orderId, caller), now);
  };
