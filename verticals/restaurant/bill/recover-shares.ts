import { inLanes } from "../../../kernel/scheduler/in-lanes.ts";
import type { Job } from "../../../kernel/scheduler/scheduler.ts";
import { backOffMs } from "../../../kernel/time/back-off.ts";
import { plusMs } from "../../../kernel/time/clock.ts";
import type { RestaurantParts } from "../restaurant-parts.ts";
import { isEnded, recordEnd } from "./conclude-share.ts";
import { findTrade } from "./end-trade.ts";
import type { BillShare } from "./share.ts";
import { LOOK_AFTER_MS } from "./take-share.ts";

const EVERY_MS = 2_000;
const BATCH = 100;
const LANES = 8;
const LOOK_AGAIN = { firstMs: LOOK_AFTER_MS, maxMs: 5 * 60_000 };
const NO_TRACE = "";

const lookAgain = async ({ shares }: RestaurantParts, share: BillShare, now: Date): Promise<void> => {
  const later = { lookTime: plusMs(now, backOffMs(share.looks, LOOK_AGAIN)), looks: share.looks + 1 };
  await shares.updateOne({ _id: share._id, attempt: share.attempt, state: "PAYING" }, { $set: later });
};

/** Asks payments what became of the trade of one share. Its word decides, never our clock: a trade that its payer forgot is closed by payments itself. */
const recoverOne = async (parts: RestaurantParts, share: BillShare, now: Date): Promise<void> => {
  try {
    const trade = await findTrade(parts, share);
    if (!isEnded(trade)) return await lookAgain(parts, share, now);
    await parts.store.transaction((session) => recordEnd(parts, share, trade, { session, now, traceparent: NO_TRACE }));
  } catch (error) {
    parts.log.warn({ err: error, shareId: share._id }, "a share's result is still unknown");
    await lookAgain(parts, share, now).catch((err: unknown) =>
      parts.log.error({ err, shareId: share._id }, "a share could not be put off"),
    );
  }
};

/** Concludes the shares whose result stayed unknown (P2): a bounded look along an index that holds those alone. */
export const recoverSharesJob = (parts: RestaurantParts): Job => ({
  name: "recover-shares",
  everyMs: EVERY_MS,
  run: async ({ now, signal }) => {
    const due = await parts.shares
      .find({ lookTime: { $lte: now } })
      .sort({ lookTime: 1 })
      .limit(BATCH)
      .lean<BillShare[]>();
    await inLanes(due, { lanes: LANES, signal }, (share) => recoverOne(parts, share, now));
  },
});
