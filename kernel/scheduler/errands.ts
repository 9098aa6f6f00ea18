import type { Model } from "mongoose";
import { ReasonError } from "../errors/reason.ts";
import type { Logger } from "../telemetry/logger.ts";
import { backOffMs } from "../time/back-off.ts";
import { plusMs } from "../time/clock.ts";
import type { Job } from "./scheduler.ts";

/** A call to another service that must be made once its cause is committed: the row is written with the cause and gone once the call was answered. */
export interface Errand {
  /** The key of the call: however often it is made, it takes effect once. */
  readonly _id: string;
  /** When it is tried next; the collection has an index on it. */
  readonly dueTime: Date;
  /** How often it was tried in vain. */
  readonly tries: number;
}

const EVERY_MS = 1_000;
const BATCH = 100;
const AGAIN = { firstMs: 2_000, maxMs: 5 * 60_000 };

/**
 * Runs what is due, the longest waiting first and one after the other, as readers are told of things in their order. A refusal that no repetition mends is logged
 * and ends the errand; anything else is tried again, ever more rarely.
 */
export const errandsJob = <Row extends Errand>(
  name: string,
  { rows, log }: { readonly rows: Model<Row>; readonly log: Logger },
  run: (row: Row) => Promise<unknown>,
): Job => ({
  name,
  everyMs: EVERY_MS,
  run: async ({ now, signal }) => {
    const due = await rows
      .find({ dueTime: { $lte: now } })
      .sort({ dueTime: 1 })
      .limit(BATCH)
      .lean<Row[]>();
    for (const row of due) {
      if (signal.aborted) return;
      const { _id, tries } = row;
      const outcome = await run(row).catch((err: unknown) => {
        const isFinal = err instanceof ReasonError && !err.row.retryable;
        log.warn({ err, errand: name, errandId: _id, isFinal }, "an errand was not taken");
        return isFinal ? undefined : LATER;
      });
      if (outcome !== LATER) await rows.deleteOne({ _id });
      else await rows.updateOne({ _id }, { $set: { dueTime: plusMs(now, backOffMs(tries, AGAIN)), tries: tries + 1 } });
    }
  },
});

const LATER = Symbol("later");
