import type { Handler } from "../../../kernel/contract/contract.ts";
import { readFields } from "../../../kernel/parse/parse.ts";
import type {
  CallTicketRequest,
  QueueTicket as TicketMessage,
} from "../../../proto/gen/paywindow/restaurant/v1/queue.ts";
import { restaurantReasons } from "../errors.ts";
import type { RestaurantParts } from "../restaurant-parts.ts";
import { loadStore } from "../store/load-store.ts";
import { call } from "./call.ts";
import { showTicket } from "./load-ticket.ts";
import { lockTicket } from "./move-ticket.ts";
import { isLive } from "./ticket.ts";

const CALLS = 2;

/** Calls a party. The call says which of the two it is, so that two waiters who press at once call once. */
export const callTicket =
  (parts: RestaurantParts): Handler<CallTicketRequest, TicketMessage> =>
  async (request, { caller, now, traceparent }) => {
    const fields = readFields();
    const ticketId = fields.id("ticket_id", request.ticketId, "tkt");
    const callNumber = fields.integer("call_number", request.callNumber, 1, CALLS);
    fields.check();
    await parts.store.transaction(async (session) => {
      const ticket = await lockTicket(parts, ticketId, caller, { session });
      if (!isLive(ticket.state)) throw restaurantReasons.error("TICKET_NOT_LIVE");
      if (ticket.state === "CALLED" && callNumber <= ticket.callCount) return;
      const isNext = ticket.state !== "POOLED" && callNumber === ticket.callCount + 1;
      if (!isNext) throw restaurantReasons.error("CALL_OUT_OF_TURN");
      const store = await loadStore(parts, ticket.storeId, session);
      await call(parts, ticket, store, { session, now, traceparent });
    });
    return showTicket(parts, ticketId, now);
  };
