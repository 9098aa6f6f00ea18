import { inLanes } from "../../../kernel/scheduler/in-lanes.ts";
import type { Job } from "../../../kernel/scheduler/scheduler.ts";
import type { HospitalParts } from "../hospital-parts.ts";
import { type AppointmentRow, nextLook } from "./appointment.ts";
import { settleHold } from "./settle-hold.ts";

const EVERY_MS = 1_000;
const BATCH = 100;
/** So many at a time, so that one whose payment hangs keeps few others waiting. */
const LANES = 8;

const recoverOne = async (parts: HospitalParts, row: AppointmentRow, now: Date): Promise<void> => {
  const settled = await settleHold(parts, row, { now, traceparent: "" }).catch((error: unknown) => {
    parts.log.warn({ err: error, appointmentId: row._id }, "a hold's payment is still unknown");
    return row;
  });
  if (settled.state !== "HELD") return;
  const recoveries = row.recoveries + 1;
  const later = { recoverTime: nextLook(now, recoveries), recoveries };
  await parts.appointments.updateOne({ _id: row._id, state: "HELD" }, { $set: later });
};

/** Ends holds whose time is over (P2, P9): a bounded look along an index that has HELD appointments only. */
export const recoverHoldsJob = (parts: HospitalParts): Job => ({
  name: "recover-holds",
  everyMs: EVERY_MS,
  run: async ({ now, signal }) => {
    const due = await parts.appointments
      .find({ state: "HELD", recoverTime: { $lte: now } })
      .sort({ recoverTime: 1 })
      .limit(BATCH)
      .lean<AppointmentRow[]>();
    await inLanes(due, { lanes: LANES, signal }, (row) => recoverOne(parts, row, now));
  },
});
