import type { Job } from "../../../kernel/scheduler/scheduler.ts";
import { findRow } from "../../../kernel/store/rows.ts";
import type { AppointmentRow } from "../appointment/appointment.ts";
import { stop } from "../appointment/moves.ts";
import { settleHold } from "../appointment/settle-hold.ts";
import type { HospitalParts } from "../hospital-parts.ts";
import { voidStopped } from "../queue/void-stopped.ts";
import type { ScheduleRow } from "./schedule.ts";

const EVERY_MS = 1_000;
const BATCH = 100;

/** Ends one appointment of a stopped clinic. Whether it is ended; not where it is being paid at this moment. Who is with the doctor is let be. */
const stopOne = async (
  parts: HospitalParts,
  row: AppointmentRow,
  stopReason: string,
  now: Date,
): Promise<"ended" | "later" | "left"> => {
  const context = { now, traceparent: "" };
  const settled = row.state === "HELD" ? await settleHold(parts, row, context) : row;
  if (settled.state === "HELD") return "later";
  return parts.store.transaction(async (session) => {
    const current = await findRow(parts.appointments, { _id: row._id }, session);
    if (!current) return "ended";
    if (current.state === "CHECKED_IN" && !(await voidStopped(parts, current, { ...context, session }))) return "left";
    await stop(parts, current, stopReason, { ...context, session });
    return "ended";
  });
};

/** One batch of a clinic. After the last of them it is STOPPED; a crash in between leaves the rest for the next run. */
const stopBatch = async (
  parts: HospitalParts,
  { _id, stopReason }: ScheduleRow,
  now: Date,
  signal: AbortSignal,
): Promise<void> => {
  const open = { scheduleId: _id, state: { $in: ["HELD", "CONFIRMED", "CHECKED_IN"] } } as const;
  const batch = await parts.appointments.find(open).sort({ state: -1, _id: 1 }).limit(BATCH).lean<AppointmentRow[]>();
  const outcomes: string[] = [];
  for (const row of batch) {
    if (signal.aborted) return;
    const outcome = await stopOne(parts, row, stopReason, now).catch((error: unknown) => {
      parts.log.warn({ err: error, appointmentId: row._id }, "an appointment of a stopped clinic is settled later");
      return "later";
    });
    outcomes.push(outcome);
  }
  const isOver = batch.length < BATCH && outcomes.every((outcome) => outcome !== "later");
  if (isOver) await parts.schedules.updateOne({ _id, state: "STOPPING" }, { $set: { state: "STOPPED" } });
};

/** Refunds everybody who has an appointment in a clinic that was stopped (V9). */
export const finishStoppingJob = (parts: HospitalParts): Job => ({
  name: "finish-stopping",
  everyMs: EVERY_MS,
  run: async ({ now, signal }) => {
    const due = await parts.schedules.find({ state: "STOPPING" }).limit(10).lean<ScheduleRow[]>();
    for (const row of due) await stopBatch(parts, row, now, signal);
  },
});
