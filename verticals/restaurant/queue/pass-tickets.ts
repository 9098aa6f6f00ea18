import { serviceCaller } from "../../../kernel/auth/caller.ts";
import { inLanes } from "../../../kernel/scheduler/in-lanes.ts";
import type { Job } from "../../../kernel/scheduler/scheduler.ts";
import { plusMs } from "../../../kernel/time/clock.ts";
import type { RestaurantParts, Work } from "../restaurant-parts.ts";
import { loadStore } from "../store/load-store.ts";
import { call } from "./call.ts";
import { endTicket } from "./cancel-ticket.ts";
import { lockTicket } from "./move-ticket.ts";
import { putIntoPool } from "./skip-ticket.ts";
import type { QueueTicket } from "./ticket.ts";

const EVERY_MS = 1_000;
const BATCH = 100;
const LANES = 4;
const PUT_OFF_MS = 30_000;
const NO_TRACE = "";
const self = serviceCaller("restaurant");

/** What the clock does to a ticket (V18): the second call, the end of the hold, the end of the pool. Nothing of it touches money. */
const passOne = async (parts: RestaurantParts, ticketId: string, work: Work): Promise<void> => {
  const ticket = await lockTicket(parts, ticketId, self, work);
  if (!ticket.dueTime || ticket.dueTime > work.now) return;
  const store = await loadStore(parts, ticket.storeId, work.session);
  if (ticket.state === "POOLED") await endTicket(parts, ticket, "VOIDED", store, work);
  else if (ticket.callCount === 1) await call(parts, ticket, store, work);
  else await putIntoPool(parts, ticket, store, work);
};

type Due = Pick<QueueTicket, "_id" | "dueTime">;

/** A ticket that cannot be moved on keeps no other waiting: it is tried again later, behind those that can. */
const putOff = async (
  { tickets, log }: RestaurantParts,
  { _id, dueTime }: Due,
  { error, now }: { readonly error: unknown; readonly now: Date },
): Promise<void> => {
  log.error({ err: error, ticketId: _id }, "a ticket could not be moved on");
  const later = { $set: { dueTime: plusMs(now, PUT_OFF_MS) } };
  await tickets
    .updateOne({ _id, dueTime }, later)
    .catch((err: unknown) => log.error({ err, ticketId: _id }, "a ticket could not be put off"));
};

/** Moves on the tickets whose time has come, the longest due first. */
export const passTicketsJob = (parts: RestaurantParts): Job => ({
  name: "pass-tickets",
  everyMs: EVERY_MS,
  run: async ({ now, signal }) => {
    const due = await parts.tickets
      .find({ dueTime: { $lte: now } }, { _id: 1, dueTime: 1 })
      .sort({ dueTime: 1 })
      .limit(BATCH)
      .lean<Due[]>();
    await inLanes(due, { lanes: LANES, signal }, (ticket) =>
      parts.store
        .transaction((session) => passOne(parts, ticket._id, { session, now, traceparent: NO_TRACE }))
        .catch((error: unknown) => putOff(parts, ticket, { error, now })),
    );
  },
});
