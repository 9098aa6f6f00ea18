import { type Connection, type Model, Schema } from "mongoose";
import type { Caller } from "../../../kernel/auth/caller.ts";
import { modelOf } from "../../../kernel/store/model-of.ts";
import { findRow, updateRow } from "../../../kernel/store/rows.ts";
import { runAgainOnDuplicate } from "../../../kernel/store/run-again.ts";
import { plusMs } from "../../../kernel/time/clock.ts";
import { WRONG_CODES } from "../config.ts";

/** How many wrong codes a caller has tried since its first one of the last while. */
export interface WrongCodesRow {
  /** `<kind>:<id>` of the caller. It is the guesser who is stopped: a lock on the device would let anybody stop its owner from paying. */
  readonly _id: string;
  readonly count: number;
  /** From then on there were none. */
  readonly windowEnd: Date;
}

const schema = new Schema<WrongCodesRow>(
  {
    _id: { type: String, required: true },
    count: { type: Number, required: true },
    windowEnd: { type: Date, required: true },
  },
  { collection: "wrong_codes", versionKey: false },
);
schema.index({ windowEnd: 1 }, { expireAfterSeconds: 0 });

export const wrongCodesModel = (connection: Connection): Model<WrongCodesRow> =>
  modelOf<WrongCodesRow>(connection, "WrongCodes", schema);

const idOf = ({ kind, id }: Caller): string => `${kind}:${id}`;

/** Whether the caller has tried so many wrong codes that its payments are refused now, whatever code they show. */
export const hasTriedTooMany = async (rows: Model<WrongCodesRow>, caller: Caller, now: Date): Promise<boolean> => {
  const row = await findRow(rows, { _id: idOf(caller) });
  return row !== null && row.windowEnd > now && row.count >= WRONG_CODES.max;
};

/** P38: counts a wrong code, atomically: in the window that is open, or as the first of a new one. */
export const countWrongCode = (rows: Model<WrongCodesRow>, caller: Caller, now: Date): Promise<void> =>
  // Of two that open a window at once one meets the other's row, and is counted in it when it looks again.
  runAgainOnDuplicate(async () => {
    const _id = idOf(caller);
    const open = { filter: { _id, windowEnd: { $gt: now } }, update: { $inc: { count: 1 } } };
    if ((await updateRow(rows, open)) === 1) return;
    const first = { $set: { count: 1, windowEnd: plusMs(now, WRONG_CODES.windowMs) } };
    await updateRow(rows, { filter: { _id, windowEnd: { $lte: now } }, update: first }, { upsert: true });
  });
