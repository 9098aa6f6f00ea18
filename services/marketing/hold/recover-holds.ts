import { inLanes } from "../../../kernel/scheduler/in-lanes.ts";
import type { Job } from "../../../kernel/scheduler/scheduler.ts";
import type { MarketingParts } from "../marketing-parts.ts";
import { concludeSettled } from "./conclude-settled.ts";
import { type Hold, nextRecoverTime } from "./hold.ts";
import { settleTrade } from "./settle-trade.ts";

const EVERY_MS = 2_000;
/** So many holds per run, the longest due first. */
const BATCH = 100;
/** So many at a time, so that one whose payment hangs keeps few others waiting. */
const LANES = 8;
const NO_TRACE = "";

/** Asks payments what became of one sale and concludes it. Where payments cannot say, it is looked at again later, so it never stands in others' way. */
const recoverOne = async (parts: MarketingParts, hold: Hold, now: Date): Promise<void> => {
  try {
    const settled = await settleTrade(parts, hold, { now, isGivenUp: false });
    await concludeSettled(parts, hold, settled, { now, traceparent: NO_TRACE });
    parts.recoveries.inc({ outcome: settled.isPaid ? "redeemed" : "released" });
  } catch (error) {
    parts.recoveries.inc({ outcome: "unknown" });
    parts.log.debug({ err: error, holdId: hold._id }, "a coupon's sale is still unknown");
    const times = hold.recoveries + 1;
    const later = { recoverTime: nextRecoverTime(now, times), recoveries: times };
    await parts.holds.updateOne({ _id: hold._id, state: "HELD" }, { $set: later });
  }
};

/** Concludes the holds whose sale stayed unknown (P2): a bounded look along an index that has HELD rows only. */
export const recoverHolds = async (
  parts: MarketingParts,
  { now, signal, dueBy = now }: { now: Date; signal?: AbortSignal; dueBy?: Date },
): Promise<void> => {
  const due = await parts.holds
    .find({ state: "HELD", recoverTime: { $lte: dueBy } })
    .sort({ recoverTime: 1 })
    .limit(BATCH)
    .lean<Hold[]>();
  await inLanes(due, { lanes: LANES, signal }, (hold) => recoverOne(parts, hold, now));
};

export const recoveryJob = (parts: MarketingParts): Job => ({
  name: "recover-holds",
  everyMs: EVERY_MS,
  run: (context) => recoverHolds(parts, context),
});
