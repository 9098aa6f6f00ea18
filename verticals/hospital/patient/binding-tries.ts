import { type ClientSession, type Connection, type Model, Schema } from "mongoose";
import { modelOf } from "../../../kernel/store/model-of.ts";
import { findRow, updateRow } from "../../../kernel/store/rows.ts";
import { plusMs } from "../../../kernel/time/clock.ts";

/** Wrong tries of one user (`user:usr_…`) or at one card (`card:` and its index, whether there is such a card or not). */
export interface BindingTriesRow {
  readonly _id: string;
  readonly failures: number;
  readonly windowEnd: Date;
}

const WINDOW_MS = 24 * 3_600_000;
/** A user mistypes a few times. At a card count the tries of all users: more of them, so that a stranger does not easily shut out its owner. */
const LIMITS = { user: 5, card: 20 } as const;

const schema = new Schema<BindingTriesRow>(
  {
    _id: { type: String, required: true },
    failures: { type: Number, required: true },
    windowEnd: { type: Date, required: true },
  },
  { collection: "binding_tries", versionKey: false },
);
schema.index({ windowEnd: 1 }, { expireAfterSeconds: 0 });

export const bindingTriesModel = (connection: Connection): Model<BindingTriesRow> =>
  modelOf<BindingTriesRow>(connection, "BindingTries", schema);

/** Whose tries count. */
export interface Trying {
  readonly userId: string;
  readonly cardIndex: string;
}

const idsOf = ({ userId, cardIndex }: Trying) => ({ user: `user:${userId}`, card: `card:${cardIndex}` });

/** Milliseconds until another try is judged; 0: now. */
export const lockedMsOf = async (
  tries: Model<BindingTriesRow>,
  trying: Trying,
  now: Date,
  session: ClientSession,
): Promise<number> => {
  const ids = idsOf(trying);
  const locks = await Promise.all(
    (["user", "card"] as const).map(async (kind) => {
      const known = await findRow(tries, { _id: ids[kind] }, session);
      const isFull = known && known.windowEnd > now && known.failures >= LIMITS[kind];
      return isFull ? known.windowEnd.getTime() - now.getTime() : 0;
    }),
  );
  return Math.max(...locks);
};

/** Counts a wrong try for the user and the card. The caller commits it together with the refusal. */
export const countFailure = async (
  tries: Model<BindingTriesRow>,
  trying: Trying,
  now: Date,
  session: ClientSession,
): Promise<void> => {
  for (const _id of Object.values(idsOf(trying))) {
    const known = await findRow(tries, { _id }, session);
    const isOpen = known && known.windowEnd > now;
    const failures = isOpen ? known.failures + 1 : 1;
    const windowEnd = isOpen ? known.windowEnd : plusMs(now, WINDOW_MS);
    await updateRow(tries, { filter: { _id }, update: { $set: { failures, windowEnd } } }, { session, upsert: true });
  }
};

/** A right try: the user's wrong ones are forgotten. As it always writes the user's row, two bindings of one user never commit side by side. */
export const forgetFailures = async (
  tries: Model<BindingTriesRow>,
  trying: Trying,
  now: Date,
  session: ClientSession,
): Promise<void> => {
  const forgotten = { failures: 0, windowEnd: plusMs(now, WINDOW_MS) };
  await updateRow(
    tries,
    { filter: { _id: idsOf(trying).user }, update: { $set: forgotten } },
    { session, upsert: true },
  );
};
