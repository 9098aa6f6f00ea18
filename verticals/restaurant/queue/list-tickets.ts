import type { Handler } from "../../../kernel/contract/contract.ts";
import { readFields } from "../../../kernel/parse/parse.ts";
import type { ListTicketsRequest, ListTicketsResponse } from "../../../proto/gen/paywindow/restaurant/v1/queue.ts";
import type { RestaurantParts } from "../restaurant-parts.ts";
import { loadStore } from "../store/load-store.ts";
import { recentSeatTimes } from "./find-place.ts";
import { LIVE_STATES, QUEUE_CLASSES, type QueueClass, type QueueTicket } from "./ticket.ts";
import { toTicketMessage } from "./ticket-message.ts";

const MAX_TICKETS = 500;

/** The queue of a store: everybody's place is counted in one pass. */
export const listTickets =
  (parts: RestaurantParts): Handler<ListTicketsRequest, ListTicketsResponse> =>
  async (request, { now }) => {
    const fields = readFields();
    const storeId = fields.id("store_id", request.storeId, "str");
    fields.check();
    const store = await loadStore(parts, storeId);
    const [tickets, ...paces] = await Promise.all([
      parts.tickets
        .find({ storeId, state: { $in: LIVE_STATES } })
        .sort({ takeTime: 1, _id: 1 })
        .limit(MAX_TICKETS)
        .lean<QueueTicket[]>(),
      ...QUEUE_CLASSES.map((queueClass) => recentSeatTimes(parts, storeId, queueClass, now)),
    ]);
    const before: Record<QueueClass, number> = { S: 0, M: 0, L: 0 };
    const shown = tickets.map((ticket) => {
      if (ticket.state !== "WAITING") return toTicketMessage(ticket, store);
      const ahead = before[ticket.queueClass]++;
      return toTicketMessage(ticket, store, {
        ahead,
        seatTimes: paces[QUEUE_CLASSES.indexOf(ticket.queueClass)] ?? [],
      });
    });
    return { tickets: shown };
  };
