import type { Job } from "../../../kernel/scheduler/scheduler.ts";
import { backOffMs } from "../../../kernel/time/back-off.ts";
import { plusMs } from "../../../kernel/time/clock.ts";
import type { RestaurantParts } from "../restaurant-parts.ts";
import { isOver, isPaid, recordPaid, recordUnpaid } from "./conclude-share.ts";
import { findTrade } from "./end-trade.ts";
import type { BillShare } from "./share.ts";
import { LOOK_AFTER_MS } from "./take-share.ts";

const EVERY_MS = 2_000;
const BATCH = 100;
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
    if (!isPaid(trade) && !isOver(trade)) return await lookAgain(parts, share, now);
    await parts.store.transaction(async (session) => {
      const work = { session, now, traceparent: NO_TRACE };
      if (isPaid(trade)) await recordPaid(parts, share, trade, work);
      else await recordUnpaid(parts, share, "OPEN", work);
    });
  } catch (error) {
    parts.log.warn({ err: error, shareId: share._id }, "a share's result is still unknown");
    await lookAgain(parts, share, now);
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
    for (const share of due) {
      if (signal.aborted) return;
      await recoverOne(parts, share, now);
    }
  },
});
