import type { ClientSession, Model } from "mongoose";

/** A view of the store at one instant: a snapshot session on MongoDB; null where nobody else has the store open. */
export type View = ClientSession | null;

const BATCH = 1_000;

/** Reads a collection in the order of its ids, a batch at a time, so that memory does not grow with it. */
export async function* scanCollection<Row extends { readonly _id: string }>(
  model: Model<Row>,
  view: View,
  filter: object = {},
): AsyncGenerator<Row[]> {
  let after = "";
  for (;;) {
    const rows = await model
      .find({ ...filter, _id: { $gt: after } })
      .sort({ _id: 1 })
      .limit(BATCH)
      .session(view)
      .lean<Row[]>();
    const last = rows.at(-1);
    if (!last) return;
    yield rows;
    after = last._id;
  }
}
