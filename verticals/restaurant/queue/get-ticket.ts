import type { Handler } from "../../../kernel/contract/contract.ts";
import { readFields } from "../../../kernel/parse/parse.ts";
import { findRow } from "../../../kernel/store/rows.ts";
import type {
  GetTicketRequest,
  QueueTicket as TicketMessage,
} from "../../../proto/gen/paywindow/restaurant/v1/queue.ts";
import { restaurantReasons } from "../errors.ts";
import type { RestaurantParts } from "../restaurant-parts.ts";
import { loadTicket, showTicket } from "./load-ticket.ts";

/** A ticket, or the one that the calling phone holds at a store. */
export const getTicket =
  (parts: RestaurantParts): Handler<GetTicketRequest, TicketMessage> =>
  async (request, { caller, now }) => {
    const fields = readFields();
    if (request.ticketId) fields.id("ticket_id", request.ticketId, "tkt");
    else fields.id("store_id", request.storeId, "str");
    fields.check();
    if (request.ticketId) {
      const { _id } = await loadTicket(parts, request.ticketId, caller);
      return showTicket(parts, _id, now);
    }
    const held = caller.kind === "user" ? await findRow(parts.tickets, { liveKey: caller.id }) : null;
    if (held?.storeId !== request.storeId) throw restaurantReasons.error("TICKET_NOT_FOUND");
    return showTicket(parts, held._id, now);
  };
