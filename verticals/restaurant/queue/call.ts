import { noteMessages } from "../message/message-row.ts";
import type { RestaurantParts, Work } from "../restaurant-parts.ts";
import type { DiningStore } from "../store/store.ts";
import { moveTicket } from "./move-ticket.ts";
import { calledDueTime, type QueueTicket } from "./ticket.ts";

const calledMessage = ({ _id, userId, merchantId, ticketNumber, recalls, callCount }: QueueTicket, holdMs: number) => ({
  ...{ _id: `${_id}:called:${recalls}:${callCount}`, userId, merchantId, kind: "SERVICE" as const },
  link: "/restaurant",
  title: callCount === 1 ? "到您了" : "再次叫号",
  titleEn: callCount === 1 ? "Your table is ready" : "Second call",
  body: `${ticketNumber} 号请到门口入座，桌位保留 ${Math.round(holdMs / 60_000)} 分钟。`,
  bodyEn: `${ticketNumber}: please come to the door. The table is held for ${Math.round(holdMs / 60_000)} minutes.`,
});

/** Calls a locked ticket once more than before: the first call begins the hold, the second reminds of it. */
export const call = async (
  parts: RestaurantParts,
  ticket: QueueTicket,
  store: DiningStore,
  work: Work,
): Promise<void> => {
  const callCount = ticket.callCount + 1;
  const callTime = callCount === 1 ? work.now : (ticket.callTime ?? work.now);
  const called = { ...ticket, state: "CALLED" as const, callCount, callTime };
  const change = { state: called.state, callCount, callTime, recalls: ticket.recalls };
  await moveTicket(
    parts,
    ticket,
    { ...change, dueTime: calledDueTime(callTime, callCount, store.queue) },
    store.queue,
    work,
  );
  await noteMessages(parts.messages, [calledMessage(called, store.queue.holdMs)], work);
};
