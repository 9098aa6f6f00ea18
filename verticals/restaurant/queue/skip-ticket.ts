import type { Handler } from "../../../kernel/contract/contract.ts";
import { readFields } from "../../../kernel/parse/parse.ts";
import { plusMs } from "../../../kernel/time/clock.ts";
import type {
  SkipTicketRequest,
  QueueTicket as TicketMessage,
} from "../../../proto/gen/paywindow/restaurant/v1/queue.ts";
import { restaurantReasons } from "../errors.ts";
import type { RestaurantParts, Work } from "../restaurant-parts.ts";
import { loadStore } from "../store/load-store.ts";
import type { DiningStore } from "../store/store.ts";
import { showTicket } from "./load-ticket.ts";
import { lockTicket, moveTicket } from "./move-ticket.ts";
import { isLive, type QueueTicket } from "./ticket.ts";

/** Puts a locked ticket that was called into the pool, from which it can be recalled for a while. */
export const putIntoPool = (
  parts: RestaurantParts,
  ticket: QueueTicket,
  { queue }: DiningStore,
  work: Work,
): Promise<void> =>
  moveTicket(parts, ticket, { state: "POOLED", dueTime: plusMs(work.now, queue.poolMs) }, queue, work);

/** Puts a ticket that was called into the pool before its hold ends. */
export const skipTicket =
  (parts: RestaurantParts): Handler<SkipTicketRequest, TicketMessage> =>
  async (request, { caller, now, traceparent }) => {
    const fields = readFields();
    const ticketId = fields.id("ticket_id", request.ticketId, "tkt");
    fields.check();
    await parts.store.transaction(async (session) => {
      const ticket = await lockTicket(parts, ticketId, caller, { session });
      if (ticket.state === "POOLED") return;
      if (!isLive(ticket.state)) throw restaurantReasons.error("TICKET_NOT_LIVE");
      if (ticket.state !== "CALLED") throw restaurantReasons.error("TICKET_NOT_CALLED");
      const store = await loadStore(parts, ticket.storeId, session);
      await putIntoPool(parts, ticket, store, { session, now, traceparent });
    });
    return showTicket(parts, ticketId, now);
  };
