import { inLanes } from "../../../kernel/scheduler/in-lanes.ts";
import type { Job } from "../../../kernel/scheduler/scheduler.ts";
import { nextLook } from "../appointment/appointment.ts";
import type { HospitalParts } from "../hospital-parts.ts";
import { settleBill } from "./conclude-bill.ts";
import type { BillRow } from "./item.ts";

const EVERY_MS = 1_000;
const BATCH = 100;
/** So many at a time, so that one whose payment hangs keeps few others waiting. */
const LANES = 8;

const recoverOne = async (parts: HospitalParts, bill: BillRow, now: Date): Promise<void> => {
  const settled = await settleBill(parts, bill, { now, traceparent: "" }).catch((error: unknown) => {
    parts.log.warn({ err: error, billId: bill._id }, "a bill's payment is still unknown");
    return bill;
  });
  if (settled.state !== "OPEN") return;
  const recoveries = bill.recoveries + 1;
  const later = { recoverTime: nextLook(now, recoveries), recoveries };
  await parts.bills.updateOne({ _id: bill._id, state: "OPEN" }, { $set: later });
};

/** Ends bills whose time is over (P2, P9). */
export const recoverBillsJob = (parts: HospitalParts): Job => ({
  name: "recover-bills",
  everyMs: EVERY_MS,
  run: async ({ now, signal }) => {
    const due = await parts.bills
      .find({ state: "OPEN", recoverTime: { $lte: now } })
      .sort({ recoverTime: 1 })
      .limit(BATCH)
      .lean<BillRow[]>();
    await inLanes(due, { lanes: LANES, signal }, (bill) => recoverOne(parts, bill, now));
  },
});
