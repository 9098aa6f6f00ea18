import type { Handler } from "../../../kernel/contract/contract.ts";
import { readFields } from "../../../kernel/parse/parse.ts";
import type {
  RecallTicketRequest,
  QueueTicket as TicketMessage,
} from "../../../proto/gen/paywindow/restaurant/v1/queue.ts";
import { restaurantReasons } from "../errors.ts";
import type { RestaurantParts } from "../restaurant-parts.ts";
import { loadStore } from "../store/load-store.ts";
import { call } from "./call.ts";
import { showTicket } from "./load-ticket.ts";
import { lockTicket } from "./move-ticket.ts";
import { isLive } from "./ticket.ts";

/** Calls a ticket of the pool: its two calls and its hold begin anew. */
export const recallTicket =
  (parts: RestaurantParts): Handler<RecallTicketRequest, TicketMessage> =>
  async (request, { caller, now, traceparent }) => {
    const fields = readFields();
    const ticketId = fields.id("ticket_id", request.ticketId, "tkt");
    fields.check();
    await parts.store.transaction(async (session) => {
      const ticket = await lockTicket(parts, ticketId, caller, { session });
      if (ticket.state === "CALLED" && ticket.recalls > 0) return;
      if (!isLive(ticket.state)) throw restaurantReasons.error("TICKET_NOT_LIVE");
      if (ticket.state !== "POOLED") throw restaurantReasons.error("TICKET_NOT_POOLED");
      const store = await loadStore(parts, ticket.storeId, session);
      const anew = { ...ticket, callCount: 0, recalls: ticket.recalls + 1 };
      await call(parts, anew, store, { session, now, traceparent });
    });
    return showTicket(parts, ticketId, now);
  };
