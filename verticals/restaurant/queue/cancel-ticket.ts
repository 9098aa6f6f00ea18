import type { Handler } from "../../../kernel/contract/contract.ts";
import { readFields } from "../../../kernel/parse/parse.ts";
import { updateRow } from "../../../kernel/store/rows.ts";
import type {
  CancelTicketRequest,
  QueueTicket as TicketMessage,
} from "../../../proto/gen/paywindow/restaurant/v1/queue.ts";
import { restaurantReasons } from "../errors.ts";
import type { RestaurantParts, Work } from "../restaurant-parts.ts";
import { loadStore } from "../store/load-store.ts";
import type { DiningStore } from "../store/store.ts";
import { showTicket } from "./load-ticket.ts";
import { lockTicket, moveTicket } from "./move-ticket.ts";
import { isLive, type QueueTicket } from "./ticket.ts";

/** Ends a locked ticket without a table, and with it what was ordered ahead: none of that was made or paid. */
export const endTicket = async (
  parts: RestaurantParts,
  ticket: QueueTicket,
  state: "CANCELLED" | "VOIDED",
  { queue }: DiningStore,
  work: Work,
): Promise<void> => {
  await moveTicket(parts, ticket, { state }, queue, work);
  const ahead = { _id: ticket.orderId, state: "AHEAD" } as const;
  const update = { $set: { state: "CANCELLED" }, $inc: { revision: 1 } } as const;
  if (ticket.orderId) await updateRow(parts.orders, { filter: ahead, update }, { session: work.session });
};

/** Gives a ticket up. */
export const cancelTicket =
  (parts: RestaurantParts): Handler<CancelTicketRequest, TicketMessage> =>
  async (request, { caller, now, traceparent }) => {
    const fields = readFields();
    const ticketId = fields.id("ticket_id", request.ticketId, "tkt");
    fields.check();
    await parts.store.transaction(async (session) => {
      const ticket = await lockTicket(parts, ticketId, caller, { session });
      if (ticket.state === "CANCELLED") return;
      if (!isLive(ticket.state)) throw restaurantReasons.error("TICKET_NOT_LIVE");
      const store = await loadStore(parts, ticket.storeId, session);
      await endTicket(parts, ticket, "CANCELLED", store, { session, now, traceparent });
    });
    return showTicket(parts, ticketId, now);
  };
