/**
 * Rows on hot paths, read and written as they are. A Mongoose query casts what the compiler has checked already, which costs as much as the store's own work;
 * these functions go to the model's collection: the same store, transaction and errors, but no casting, defaults, validation or hooks. So filter and
 * values come from our own code, typed by the row, never as an object from outside. Bytes are read as BSON's `Binary`.
 */
import type { ClientSession, Model, mongo } from "mongoose";

type RowFilter<Row> = Partial<{ readonly [Field in keyof Row]: Row[Field] | mongo.FilterOperators<Row[Field]> }>;

/** Update operators over a row's own fields. */
interface RowUpdate<Row> {
  readonly $set?: Partial<Row>;
  readonly $inc?: { readonly [Field in keyof Row]?: Row[Field] };
  readonly $setOnInsert?: Partial<Row>;
}

/** A change of one row, for `updateRow` and `updateRows`. */
export interface RowChange<Row> {
  readonly filter: RowFilter<Row>;
  readonly update: RowUpdate<Row>;
}

/** The bytes of a field that was read by these functions or by a lean query. */
export const bytesOf = (value: Uint8Array | mongo.Binary): Buffer => {
  const bytes = value instanceof Uint8Array ? value : value.buffer.subarray(0, value.position);
  return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
};

/** A model's collection, whose own types know nothing of the row. */
const rowsOf = <Row>(model: Model<Row>): mongo.Collection<mongo.Document> => model.collection;

/** A session as the options take it. */
type In = ClientSession | undefined;

/** The first row that matches, or null. */
export const findRow = async <Row>(model: Model<Row>, filter: RowFilter<Row>, session?: In): Promise<Row | null> =>
  (await rowsOf(model).findOne(filter as mongo.Filter<mongo.Document>, { session })) as Row | null;

/** Writes a new row. Fields that are undefined must be absent: they would be stored as null. @throws code 11000 where its id or a unique key is taken. */
export const insertRow = async <Row extends object>(model: Model<Row>, row: Row, session?: In): Promise<void> => {
  await rowsOf(model).insertOne(row, { session });
};

/** Writes new rows, all or none within a transaction. @throws code 11000 where an id or a unique key is taken. */
export const insertRows = async <Row extends object>(
  model: Model<Row>,
  rows: readonly Row[],
  session?: In,
): Promise<void> => {
  if (rows.length > 0) await rowsOf(model).insertMany([...rows], { session });
};

/** Changes the first row that matches; with `upsert` it is made where none does. The number of rows that matched: 0 or 1. */
export const updateRow = async <Row>(
  model: Model<Row>,
  { filter, update }: RowChange<Row>,
  options: { readonly session?: In; readonly upsert?: boolean } = {},
): Promise<number> => {
  const { matchedCount } = await rowsOf(model).updateOne(
    filter as mongo.Filter<mongo.Document>,
    update as mongo.UpdateFilter<mongo.Document>,
    options,
  );
  return matchedCount;
};

/** Changes the row that matches, or makes it where none does, and gives what it is then. */
export const upsertRow = async <Row>(
  model: Model<Row>,
  { filter, update }: RowChange<Row>,
  session?: In,
): Promise<Row> =>
  (await rowsOf(model).findOneAndUpdate(
    filter as mongo.Filter<mongo.Document>,
    update as mongo.UpdateFilter<mongo.Document>,
    { upsert: true, returnDocument: "after", session },
  )) as Row;

/** Changes one row after the other, each the first that matches. The number of those that matched. */
export const updateRows = async <Row>(
  model: Model<Row>,
  changes: readonly RowChange<Row>[],
  session?: In,
): Promise<number> => {
  const writes = changes.map(({ filter, update }) => ({ updateOne: { filter, update } }));
  const { matchedCount } = await rowsOf(model).bulkWrite(writes as mongo.AnyBulkWriteOperation[], { session });
  return matchedCount;
};

/** As `updateRows`; where none matches, the row is made. */
export const upsertRows = async <Row>(
  model: Model<Row>,
  changes: readonly RowChange<Row>[],
  session?: In,
): Promise<void> => {
  const writes = changes.map(({ filter, update }) => ({ updateOne: { filter, update, upsert: true } }));
  if (writes.length > 0) await rowsOf(model).bulkWrite(writes as mongo.AnyBulkWriteOperation[], { session });
};
