import type { ClientSession } from "mongoose";
import type { CallContext } from "../../../kernel/contract/contract.ts";
import { updateRow, updateRows, upsertRow } from "../../../kernel/store/rows.ts";
import { runAgainOnDuplicate } from "../../../kernel/store/run-again.ts";
import { chinaTime } from "../../../kernel/time/china-time.ts";
import { queueChanged, ticketChanged } from "../events.ts";
import type { HospitalParts } from "../hospital-parts.ts";
import type { DoctorRow } from "../schedule/schedule.ts";
import { compareRanks } from "./queue.ts";
import { type QueueRow, queueIdOf, type TicketRow } from "./queue-model.ts";

/** So many at the head of a queue are told live when it moves; the others' phones look by themselves. */
const TOLD_LIVE = 30;

/** A queue as it is in a transaction that holds it. */
export interface QueueView {
  readonly queue: QueueRow;
  /** Everybody of the day. */
  readonly tickets: readonly TicketRow[];
  readonly session: ClientSession;
}

/** What becomes of a queue. */
export interface QueueChange {
  readonly queue?: Partial<QueueRow>;
  readonly tickets?: readonly (readonly [ticketId: string, change: Partial<TicketRow>])[];
}

type ChangeContext = Pick<CallContext, "now" | "traceparent">;

export const todayOf = (now: Date): string => chinaTime(now).slice(0, 10);

/** Those who wait, in the order of calling. */
export const waitingOf = (tickets: readonly TicketRow[]): TicketRow[] =>
  tickets.filter(({ state }) => state === "WAITING").sort(compareRanks);

/** The doctor's queue of the day, held by this transaction: its first act is to write the row, so no other changes it beside. */
export const holdQueue = async (
  { queues, tickets }: Pick<HospitalParts, "queues" | "tickets">,
  { _id: doctorId, storeId }: Pick<DoctorRow, "_id" | "storeId">,
  date: string,
  session: ClientSession,
): Promise<QueueView> => {
  const _id = queueIdOf(doctorId, date);
  const fresh = { storeId, doctorId, date, sequence: 0, calls: 0, currentTicketId: "", undo: null };
  const update = { $inc: { revision: 1 }, $setOnInsert: fresh };
  const queue = await upsertRow(queues, { filter: { _id }, update }, session);
  return { queue, tickets: await tickets.find({ queueId: _id }).session(session).lean<TicketRow[]>(), session };
};

/** Writes a change of a held queue, tells it, and gives the queue as it is then. */
export const commitChange = async (
  { queues, tickets, outbox }: Pick<HospitalParts, "queues" | "tickets" | "outbox">,
  view: QueueView,
  change: QueueChange,
  { now, traceparent }: ChangeContext,
): Promise<QueueView> => {
  const { queue, session } = view;
  const changes = change.tickets ?? [];
  if (change.queue)
    await updateRow(queues, { filter: { _id: queue._id }, update: { $set: change.queue } }, { session });
  if (changes.length > 0) {
    const writes = changes.map(([_id, set]) => ({ filter: { _id }, update: { $set: set } }));
    await updateRows(tickets, writes, session);
  }
  const changed = new Map(changes);
  const after = view.tickets.map((ticket) => ({ ...ticket, ...changed.get(ticket._id) }));
  const told = [...after.filter(({ _id }) => changed.has(_id)), ...waitingOf(after).slice(0, TOLD_LIVE)];
  const context = { now, traceparent };
  const key = `${queue._id}:${queue.revision}`;
  await outbox.append(session, queueChanged, { storeId: queue.storeId, doctorId: queue.doctorId }, { ...context, key });
  for (const { _id, appointmentId, userId } of new Set(told))
    await outbox.append(session, ticketChanged, { appointmentId, userId }, { ...context, key: `${key}:${_id}` });
  return { queue: { ...queue, ...change.queue }, tickets: after, session };
};

/** Changes a doctor's queue of today as `decide` says; undefined leaves it as it is. `decide` throws the reason of a refusal. */
export const changeQueue = (
  parts: HospitalParts,
  doctor: Pick<DoctorRow, "_id" | "storeId">,
  context: ChangeContext,
  decide: (view: QueueView) => Promise<QueueChange | undefined>,
): Promise<QueueView> =>
  runAgainOnDuplicate(() =>
    parts.store.transaction(async (session) => {
      const view = await holdQueue(parts, doctor, todayOf(context.now), session);
      const change = await decide(view);
      return change ? commitChange(parts, view, change, context) : view;
    }),
  );
