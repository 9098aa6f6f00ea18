import { inLanes } from "../../../kernel/scheduler/in-lanes.ts";
import type { Job } from "../../../kernel/scheduler/scheduler.ts";
import type { Basket } from "../basket/basket.ts";
import type { SupermarketParts } from "../supermarket-parts.ts";
import { type CheckoutAttempt, nextRecoverTime } from "./attempt.ts";
import { concludeTrade } from "./conclude-attempt.ts";
import { settleAttempt } from "./settle-trade.ts";

const EVERY_MS = 2_000;
/** So many attempts per run, the longest due first. */
const BATCH = 100;
/** So many at a time, so that one whose payment hangs keeps few others waiting. */
const LANES = 8;
const NO_TRACE = "";

/** Asks payments what became of one attempt and concludes it. Where payments cannot say, it is looked at again later, so it never stands in others' way. */
const recoverOne = async (parts: SupermarketParts, attempt: CheckoutAttempt, now: Date): Promise<void> => {
  const { attempts, baskets, log, recoveries } = parts;
  try {
    const basket = await baskets.findById(attempt.basketId).lean<Basket>();
    if (!basket) throw new Error(`the basket ${attempt.basketId} vanished`);
    const trade = await settleAttempt(parts, attempt, basket, now);
    const receipt = await concludeTrade(parts, attempt, basket, trade, { now, traceparent: NO_TRACE });
    recoveries.inc({ outcome: receipt ? "paid" : "released" });
  } catch (error) {
    recoveries.inc({ outcome: "unknown" });
    log.warn({ err: error, attemptId: attempt._id }, "a checkout's result is still unknown");
    const times = attempt.recoveries + 1;
    const later = { recoverTime: nextRecoverTime(now, times), recoveries: times };
    await attempts.updateOne({ _id: attempt._id, state: "PENDING" }, { $set: later });
  }
};

/** Concludes the attempts whose result stayed unknown (P2): a bounded look along an index that holds PENDING attempts only. */
export const recoverCheckouts = async (
  parts: SupermarketParts,
  { now, signal, dueBy = now }: { now: Date; signal?: AbortSignal; dueBy?: Date },
): Promise<void> => {
  const due = await parts.attempts
    .find({ state: "PENDING", recoverTime: { $lte: dueBy } })
    .sort({ recoverTime: 1 })
    .limit(BATCH)
    .lean<CheckoutAttempt[]>();
  await inLanes(due, { lanes: LANES, signal }, (attempt) => recoverOne(parts, attempt, now));
};

export const recoveryJob = (parts: SupermarketParts): Job => ({
  name: "recover-checkouts",
  everyMs: EVERY_MS,
  run: (context) => recoverCheckouts(parts, context),
});
