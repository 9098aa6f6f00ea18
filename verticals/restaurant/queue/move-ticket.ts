import type { Caller } from "../../../kernel/auth/caller.ts";
import { queueChanged } from "../events.ts";
import { noteMessages } from "../message/message-row.ts";
import type { RestaurantParts, Work } from "../restaurant-parts.ts";
import type { QueueSettings } from "../store/store.ts";
import { loadTicket } from "./load-ticket.ts";
import { isLive, type QueueTicket } from "./ticket.ts";

/** More than a store ever has waiting in a class. */
const MAX_WAITING = 500;

/** Takes the ticket for this transaction: whoever moves it too waits, and then sees what became of it. */
export const lockTicket = async (
  parts: RestaurantParts,
  ticketId: string,
  caller: Caller,
  { session }: Pick<Work, "session">,
): Promise<QueueTicket> => {
  await loadTicket(parts, ticketId, caller);
  await parts.tickets.updateOne({ _id: ticketId }, { $inc: { moves: 1 } }, { session });
  return loadTicket(parts, ticketId, caller, session);
};

type TicketChange = Partial<Omit<QueueTicket, "_id" | "liveKey">>;

/** Writes a ticket that this transaction has locked, and tells all whom it concerns. A ticket that is over frees its phone for another. */
export const moveTicket = async (
  parts: RestaurantParts,
  ticket: QueueTicket,
  change: TicketChange,
  queue: QueueSettings,
  work: Work,
): Promise<void> => {
  const { dueTime, ...set } = change;
  const isOver = change.state !== undefined && !isLive(change.state);
  const values = { ...set, ...(isOver && { liveKey: ticket._id }), ...(dueTime && { dueTime }) };
  const update = dueTime ? { $set: values } : { $set: values, $unset: { dueTime: 1 } };
  await parts.tickets.updateOne({ _id: ticket._id }, update, { session: work.session });
  await tellQueue(parts, { ...ticket, ...set }, queue, work);
};

/** Tells those whose turn is near by now, once each (V18), and lets the live screens look. */
export const tellQueue = async (
  parts: RestaurantParts,
  ticket: QueueTicket,
  queue: QueueSettings,
  { session, now, traceparent }: Work,
): Promise<void> => {
  const { storeId, queueClass, merchantId } = ticket;
  const waiting = await parts.tickets
    .find({ storeId, queueClass, state: "WAITING" })
    .sort({ takeTime: 1, _id: 1 })
    .limit(MAX_WAITING)
    .session(session)
    .lean<QueueTicket[]>();
  const near = waiting.slice(0, queue.nearParties + 1).flatMap((one, ahead) => (one.nearTold ? [] : [{ one, ahead }]));
  for (const { one } of near)
    await parts.tickets.updateOne({ _id: one._id }, { $set: { nearTold: true } }, { session });
  const rows = near.map(({ one, ahead }) => nearMessage(one, ahead, merchantId));
  await noteMessages(parts.messages, rows, { session, now });
  const userIds = [...new Set([ticket.userId, ...waiting.map(({ userId }) => userId)])].filter((id) => id !== "");
  const payload = { storeId, ticketId: ticket._id, userIds };
  await parts.outbox.append(session, queueChanged, payload, { now, traceparent, key: `${ticket._id}:${ticket.moves}` });
};

const nearMessage = ({ _id, userId, ticketNumber }: QueueTicket, ahead: number, merchantId: string) => ({
  ...{ _id: `${_id}:near`, userId, merchantId, kind: "SERVICE" as const, link: "/restaurant" },
  title: "快到您了",
  titleEn: "Your turn is near",
  body: `${ticketNumber} 号前面还有 ${ahead} 桌，请回到店门口等候。`,
  bodyEn: `Parties before ${ticketNumber}: ${ahead}. Please come back to the door.`,
});
