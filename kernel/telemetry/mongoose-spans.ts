import type { Store } from "../store/open-store.ts";
import { isRecording, withSpan } from "./spans.ts";

/** The methods of a collection that answer with a promise: what Mongoose calls on both engines. */
const OPERATIONS = [
  "findOne",
  "countDocuments",
  "estimatedDocumentCount",
  "distinct",
  "insertOne",
  "insertMany",
  "bulkWrite",
  "updateOne",
  "updateMany",
  "replaceOne",
  "deleteOne",
  "deleteMany",
  "findOneAndUpdate",
  "findOneAndReplace",
  "findOneAndDelete",
] as const;

/** Those that answer with a cursor, of which Mongoose reads everything with toArray. */
const CURSORS = ["find", "aggregate"] as const;

type Operation = (this: unknown, ...args: unknown[]) => unknown;
type AnyCollection = { name: string } & Record<string, unknown>;

interface Cursor {
  toArray(): Promise<unknown[]>;
}

const isCursor = (value: unknown): value is Cursor =>
  typeof value === "object" && value !== null && "toArray" in value && typeof value.toArray === "function";

/** Filters and documents hold personal data and payment codes, so a span names the operation and the collection only. */
const asSpan = <T>(system: string, operation: string, collection: string, work: () => Promise<T>): Promise<T> =>
  withSpan(
    `${operation} ${collection}`,
    "client",
    { attributes: { "db.system.name": system, "db.operation.name": operation, "db.collection.name": collection } },
    work,
  );

const traceOperation = (collection: AnyCollection, name: string, system: string): void => {
  const original = collection[name];
  if (typeof original !== "function") return;
  const traced: Operation = function traced(...args) {
    if (!isRecording()) return original.apply(this, args);
    return asSpan(system, name, collection.name, async () => original.apply(this, args));
  };
  collection[name] = traced;
};

const traceCursor = (collection: AnyCollection, name: string, system: string): void => {
  const original = collection[name];
  if (typeof original !== "function") return;
  const traced: Operation = function traced(...args) {
    const cursor: unknown = original.apply(this, args);
    if (!isRecording() || !isCursor(cursor)) return cursor;
    const toArray = cursor.toArray.bind(cursor);
    cursor.toArray = () => asSpan(system, name, collection.name, toArray);
    return cursor;
  };
  collection[name] = traced;
};

/** Several nodes of a test share a store; its collections are wrapped once. */
const known = new WeakSet<object>();

const traceCollection = (collection: AnyCollection, system: string): void => {
  if (known.has(collection)) return;
  known.add(collection);
  for (const name of OPERATIONS) traceOperation(collection, name, system);
  for (const name of CURSORS) traceCursor(collection, name, system);
};

/**
 * Makes spans of a store's operations and transactions, as children of the active span; while that is not recorded, an operation costs one check. Call it
 * before the models are made, and use the store that it returns.
 */
export const traceStore = (store: Store): Store => {
  const { connection, engine } = store;
  const system = engine === "mongodb" ? "mongodb" : "sqlite";
  const collectionOf = connection.collection.bind(connection);
  connection.collection = ((name: string, options?: object) => {
    const collection = collectionOf(name, options as never);
    traceCollection(collection as unknown as AnyCollection, system);
    return collection;
  }) as typeof connection.collection;
  const transaction: Store["transaction"] = (work) => {
    if (!isRecording()) return store.transaction(work);
    const attributes = { "db.system.name": system, "db.operation.name": "transaction" };
    return withSpan("transaction", "client", { attributes }, () => store.transaction(work));
  };
  return { ...store, transaction };
};
