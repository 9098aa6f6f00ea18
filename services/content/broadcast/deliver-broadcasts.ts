import { setImmediate as breathe } from "node:timers/promises";
import type { Job } from "../../../kernel/scheduler/scheduler.ts";
import type { Clock } from "../../../kernel/time/clock.ts";
import { BROADCASTS } from "../config.ts";
import type { ContentParts } from "../content-parts.ts";
import { deliverBatch } from "./deliver-batch.ts";

const NO_TRACE = "";

/** A broadcast's share of a run: some batches, between which calls get their turn. One that fails stands in nobody's way and goes on in the next run. */
const takeTurns = async (
  parts: ContentParts,
  clock: Clock,
  broadcastId: string,
  signal: AbortSignal,
): Promise<void> => {
  try {
    for (let turn = 0; turn < BROADCASTS.turn && !signal.aborted; turn++) {
      if (!(await deliverBatch(parts, broadcastId, { now: clock.now(), traceparent: NO_TRACE }))) return;
      await breathe();
    }
  } catch (error) {
    parts.log.warn({ err: error, broadcastId }, "a batch of a broadcast failed; it runs again");
  }
};

/** The job that brings broadcasts to their followers. Where it goes on stands in the broadcast's own row, so any node may. */
export const deliverBroadcastsJob = (parts: ContentParts, clock: Clock): Job => ({
  name: "deliver-broadcasts",
  everyMs: BROADCASTS.everyMs,
  run: async ({ signal }) => {
    const sending = await parts.broadcasts
      .find({ state: "SENDING" }, { _id: 1 })
      .sort({ _id: 1 })
      .limit(BROADCASTS.atOnce)
      .lean();
    for (const { _id } of sending) await takeTurns(parts, clock, _id, signal);
  },
});
