import type { ClientSession } from "mongoose";
import { inLanes } from "../../../kernel/scheduler/in-lanes.ts";
import type { Job } from "../../../kernel/scheduler/scheduler.ts";
import { findRow, updateRow } from "../../../kernel/store/rows.ts";
import type { HospitalParts } from "../hospital-parts.ts";
import { tell } from "../message/tell.ts";
import { settingsOf } from "../schedule/schedule.ts";
import { plusMonths } from "../settings.ts";
import type { AppointmentRow } from "./appointment.ts";
import { type MoveContext, move } from "./moves.ts";

const EVERY_MS = 30_000;
const BATCH = 100;
const LANES = 4;

/** The third in three months blocks the patient for three months (V10). */
const blockWhereDue = async (
  parts: HospitalParts,
  { patientId, storeId }: AppointmentRow,
  { now, session }: { now: Date; session: ClientSession },
): Promise<void> => {
  const { noShowLimit, noShowMonths } = settingsOf(await findRow(parts.clinics, { _id: storeId }, session));
  const since = plusMonths(now, -noShowMonths);
  const recent = { patientId, state: "NO_SHOW", startTime: { $gt: since } } as const;
  const missed = await parts.appointments.countDocuments(recent).session(session);
  if (missed < noShowLimit) return;
  const blocked = { $set: { blockedUntilTime: plusMonths(now, noShowMonths) } };
  await updateRow(parts.patients, { filter: { _id: patientId }, update: blocked }, { session });
};

const markNoShow = async (parts: HospitalParts, row: AppointmentRow, context: MoveContext): Promise<void> => {
  const after = await move(parts, row, { state: "NO_SHOW" }, context);
  if (!after) return;
  await tell(parts, { kind: "NO_SHOW", appointment: after }, context);
  await blockWhereDue(parts, after, context);
};

/** Whoever has not checked in by the end of the clinic did not come; the fee is not given back. */
export const markNoShowsJob = (parts: HospitalParts): Job => ({
  name: "mark-no-shows",
  everyMs: EVERY_MS,
  run: async ({ now, signal }) => {
    const due = await parts.appointments
      .find({ state: "CONFIRMED", clinicEndTime: { $lte: now } })
      .sort({ clinicEndTime: 1 })
      .limit(BATCH)
      .lean<AppointmentRow[]>();
    // One that cannot be marked keeps no other waiting; it is tried again by the next run.
    await inLanes(due, { lanes: LANES, signal }, (row) =>
      parts.store
        .transaction((session) => markNoShow(parts, row, { session, now, traceparent: "" }))
        .catch((err: unknown) => parts.log.error({ err, appointmentId: row._id }, "a no-show could not be marked")),
    );
  },
});
