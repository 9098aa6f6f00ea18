import { inLanes } from "../../../kernel/scheduler/in-lanes.ts";
import type { Job } from "../../../kernel/scheduler/scheduler.ts";
import { nextRecoverTime } from "../checkout/attempt.ts";
import type { SupermarketParts } from "../supermarket-parts.ts";
import { recordFailed } from "./record-vend.ts";
import { refundVend } from "./refund-vend.ts";
import { settleVend } from "./settle-vend.ts";
import { UNDER_WAY, type VendOrder } from "./vend-order.ts";

const EVERY_MS = 2_000;
const BATCH = 100;
const LANES = 8;

/**
 * The rule for a vend that its kiosk has left (Y7): one that waits for a payer is closed at the platform; one that was paid and not told to the machine, or
 * of which the machine said nothing, is refunded in full; a refund that is under way is asked about again.
 */
const endVend = async (parts: SupermarketParts, order: VendOrder, now: Date): Promise<void> => {
  if (order.state === "CHOSEN") return settleVend(parts, order, now);
  if (order.state !== "FAILED" && (await recordFailed(parts, order, [order.state], "NO_REPORT", now)))
    parts.vends.inc({ outcome: "failed" });
  const after = await parts.vendOrders.findById(order._id).lean<VendOrder>();
  if (after?.state === "FAILED") await refundVend(parts, after);
};

/** Where it is still under way afterwards, it is looked at again later, so that it never stands in others' way. */
const recoverOne = async (parts: SupermarketParts, order: VendOrder, now: Date): Promise<void> => {
  try {
    await endVend(parts, order, now);
  } catch (error) {
    parts.log.warn({ err: error, vendOrderId: order._id }, "a vend could not be ended yet");
  }
  const looks = order.looks + 1;
  const stillDue = { _id: order._id, state: { $in: ["CHOSEN", "FAILED"] }, dueTime: { $lte: now } } as const;
  await parts.vendOrders.updateOne(stillDue, { $set: { looks, dueTime: nextRecoverTime(now, looks) } });
};

/** Ends the vends that are overdue, the longest first. */
const recoverVends = async (
  parts: SupermarketParts,
  { now, signal }: { now: Date; signal?: AbortSignal },
): Promise<void> => {
  const due = await parts.vendOrders
    .find({ state: { $in: UNDER_WAY }, dueTime: { $lte: now } })
    .sort({ dueTime: 1 })
    .limit(BATCH)
    .lean<VendOrder[]>();
  await inLanes(due, { lanes: LANES, signal }, (order) => recoverOne(parts, order, now));
};

export const vendRecoveryJob = (parts: SupermarketParts): Job => ({
  name: "recover-vends",
  everyMs: EVERY_MS,
  run: (context) => recoverVends(parts, context),
});
