import type { ClientSession } from "mongoose";
import { actsAtSite, type Caller } from "../../../kernel/auth/caller.ts";
import type { FieldReader } from "../../../kernel/parse/parse.ts";
import { findRow } from "../../../kernel/store/rows.ts";
import type { QueueTicket as TicketMessage } from "../../../proto/gen/paywindow/restaurant/v1/queue.ts";
import { restaurantReasons } from "../errors.ts";
import type { RestaurantParts } from "../restaurant-parts.ts";
import { loadStore } from "../store/load-store.ts";
import { findPlace } from "./find-place.ts";
import type { QueueTicket } from "./ticket.ts";
import { toTicketMessage } from "./ticket-message.ts";

/** Reads an id that a client made. */
export const readClientId = (fields: FieldReader, field: string, prefix: string, value: string): string =>
  fields.matching(field, value, new RegExp(`^${prefix}_[0-9A-Za-z]{8,40}$`), {
    en: `${prefix}_ and 8 to 40 letters and digits`,
    zh: `须为 ${prefix}_ 加 8 至 40 位字母或数字`,
  });

const mayCome = (caller: Caller, { userId, storeId }: QueueTicket): boolean =>
  actsAtSite(caller, storeId) || (caller.kind === "user" && caller.id === userId);

/** The caller's own ticket, or one of a store where the caller works. Everybody else's is not there. */
export const loadTicket = async (
  { tickets }: Pick<RestaurantParts, "tickets">,
  ticketId: string,
  caller: Caller,
  session?: ClientSession,
): Promise<QueueTicket> => {
  const ticket = await findRow(tickets, { _id: ticketId }, session);
  if (!ticket || !mayCome(caller, ticket)) throw restaurantReasons.error("TICKET_NOT_FOUND");
  return ticket;
};

/** A ticket as it is now, with its place. */
export const showTicket = async (parts: RestaurantParts, ticketId: string, now: Date): Promise<TicketMessage> => {
  const ticket = await findRow(parts.tickets, { _id: ticketId });
  if (!ticket) throw restaurantReasons.error("TICKET_NOT_FOUND");
  const store = await loadStore(parts, ticket.storeId);
  return toTicketMessage(ticket, store, await findPlace(parts, ticket, now));
};
