import { mongo } from "mongoose";
import { BSON, deserialize, normalise } from "../bson.ts";
import { project } from "../query/project.ts";
import { applyUpdate, type UpdateContext } from "../query/update.ts";
import { seedFromFilter } from "../query/upsert.ts";
import type { Doc } from "../query/value.ts";
import type { Engine } from "../sqlite/engine.ts";
import { type Query, type Row, select } from "../sqlite/read.ts";
import type { Table } from "../sqlite/table.ts";
import type { Transaction } from "../sqlite/transaction.ts";
import { assertChangesFree, assertRowsFree, insert, remove, replace } from "../sqlite/write.ts";
import type { Options } from "./options.ts";

/** Where an operation runs. Its functions are synchronous: to be called inside `Engine.execute`. */
export interface Place {
  engine: Engine;
  table: Table;
  transaction: Transaction | null;
}

/** An update with operators, or a replacement document, with what belongs to it. */
export interface Change {
  update: Doc | Doc[];
  isReplacement: boolean;
  isUpsert: boolean;
  arrayFilters?: Doc[];
}

/** What an update did. */
export interface UpdateCounts {
  matchedCount: number;
  modifiedCount: number;
  upsertedId: unknown;
}

/** The documents of a query, cut to the projection. */
export function findDocuments(place: Place, query: Query, projection: Doc | undefined): Doc[] {
  const rows = select(place.table, place.transaction, query);
  if (projection === undefined || isEmpty(projection)) return rows.map(({ doc }) => doc);
  return rows.map(({ doc }) => project(doc, projection));
}

/** Inserts one document, giving it an `_id` (also in the caller's object, as the MongoDB driver does). Returns the id. */
export function insertDocument({ engine, table, transaction }: Place, document: Doc): unknown {
  if (document["_id"] === undefined) document["_id"] = new BSON.ObjectId();
  const stored = idFirst(normalise(document) as Doc);
  insert(engine, table, transaction, stored);
  return stored["_id"];
}

/** `_id` is the first field of every stored document. */
function idFirst(doc: Doc): Doc {
  for (const key in doc) {
    if (key === "_id") return doc;
    break;
  }
  const { _id, ...rest } = doc;
  if (Array.isArray(_id) || _id instanceof RegExp) {
    throw new mongo.MongoServerError({
      message: "The '_id' value cannot be of this type",
      code: 2,
      codeName: "BadValue",
    });
  }
  return { _id, ...rest };
}

/** Changes the first match, or all of them. */
export function updateDocuments(place: Place, query: Query, change: Change, many: boolean): UpdateCounts {
  const rows = select(place.table, place.transaction, many ? query : { ...query, limit: 1 }, "write");
  if (rows.length === 0) {
    const upsertedId = change.isUpsert ? (upsert(place, query.filter, change)["_id"] as unknown) : null;
    return { matchedCount: 0, modifiedCount: 0, upsertedId };
  }
  const modifiedCount = many
    ? changeRows(place, rows, query.filter, change)
    : changeRow(place, rows[0] as Row, query.filter, change) === null
      ? 0
      : 1;
  return { matchedCount: rows.length, modifiedCount, upsertedId: null };
}

function changeRow(place: Place, row: Row, filter: Doc, change: Change): Uint8Array | null {
  const after = applyUpdate(row.doc, change.update, contextOf(place, change, filter, false));
  return replace(place.engine, place.table, place.transaction, row, after);
}

/** Changes several rows. One that is locked is met before the first is written: the operation will run again, and no row may be changed twice. */
function changeRows(place: Place, rows: readonly Row[], filter: Doc, change: Change): number {
  const { engine, table, transaction } = place;
  const context = contextOf(place, change, filter, false);
  const changes = rows.map((row) => ({ row, after: applyUpdate(row.doc, change.update, context) }));
  assertChangesFree(engine, table, transaction, changes);
  let modified = 0;
  for (const { row, after } of changes) if (replace(engine, table, transaction, row, after) !== null) modified++;
  return modified;
}

function contextOf(place: Place, change: Change, filter: Doc, isInsert: boolean): UpdateContext {
  return {
    isInsert,
    filter,
    now: place.engine.clock.now,
    ...(change.arrayFilters ? { arrayFilters: change.arrayFilters } : {}),
  };
}

function upsert(place: Place, filter: Doc, change: Change): Doc {
  const seed = seedFromFilter(filter);
  const start: Doc = change.isReplacement ? ("_id" in seed ? { _id: seed["_id"] } : {}) : seed;
  const doc = applyUpdate(start, change.update, contextOf(place, change, filter, true));
  const complete: Doc = doc["_id"] === undefined ? { _id: new BSON.ObjectId(), ...doc } : idFirst(doc);
  insert(place.engine, place.table, place.transaction, complete);
  return complete;
}

/** Deletes the first match, or all of them; returns how many. */
export function deleteDocuments(place: Place, query: Query, many: boolean): number {
  const rows = select(place.table, place.transaction, many ? query : { ...query, limit: 1 }, "write");
  if (many) assertRowsFree(place.engine, place.table, place.transaction, rows);
  for (const row of rows) remove(place.engine, place.table, place.transaction, row);
  return rows.length;
}

/** What `findOneAnd…` answers before it is shaped. */
export interface FoundAndChanged {
  value: Doc | null;
  updatedExisting: boolean;
  upsertedId: unknown;
}

/** Changes the first match and returns it as it was before or after. */
export function findAndChange(place: Place, query: Query, change: Change, returnsAfter: boolean): FoundAndChanged {
  const [row] = select(place.table, place.transaction, { ...query, limit: 1 }, "write");
  if (row === undefined) {
    if (!change.isUpsert) return { value: null, updatedExisting: false, upsertedId: null };
    const created = upsert(place, query.filter, change);
    return { value: returnsAfter ? created : null, updatedExisting: false, upsertedId: created["_id"] };
  }
  const bytes = changeRow(place, row, query.filter, change) ?? row.bytes;
  // Documents are handed out fresh: what a transaction keeps must not be shared with the caller.
  const value = deserialize(returnsAfter ? bytes : row.bytes);
  return { value, updatedExisting: true, upsertedId: null };
}

/** Deletes the first match and returns it. */
export function findAndDelete(place: Place, query: Query): Doc | null {
  const [row] = select(place.table, place.transaction, { ...query, limit: 1 }, "write");
  if (row === undefined) return null;
  remove(place.engine, place.table, place.transaction, row);
  return deserialize(row.bytes);
}

/** The answer of `findOneAnd…`: the document cut to the projection, with the metadata if they are asked for. */
export function shapeFound(found: FoundAndChanged, options: Options): Doc | null {
  const projection = options?.["projection"] as Doc | undefined;
  const value =
    found.value === null || projection === undefined || isEmpty(projection)
      ? found.value
      : project(found.value, projection);
  if (options?.["includeResultMetadata"] !== true) return value;
  const { updatedExisting, upsertedId } = found;
  const n = value === null && upsertedId === null && !updatedExisting ? 0 : 1;
  const lastErrorObject = { n, updatedExisting, ...(upsertedId === null ? {} : { upserted: upsertedId }) };
  return { lastErrorObject, value, ok: 1 };
}

/** Reads the arguments of an update. @throws MongoInvalidArgumentError when operators and replacement are mixed up. */
export function changeOf(update: unknown, options: Options, isReplacement: boolean): Change {
  if (update === null || typeof update !== "object")
    throw new mongo.MongoInvalidArgumentError("An update must be an object");
  const plain = normaliseUpdate(update);
  const hasOperators = Array.isArray(plain) || Object.keys(plain)[0]?.startsWith("$") === true;
  if (!isReplacement && !hasOperators) {
    throw new mongo.MongoInvalidArgumentError("Update document requires atomic operators");
  }
  if (isReplacement && hasOperators) {
    throw new mongo.MongoInvalidArgumentError("Replacement document must not contain atomic operators");
  }
  const arrayFilters = options?.["arrayFilters"];
  return {
    update: plain,
    isReplacement,
    isUpsert: options?.["upsert"] === true,
    ...(Array.isArray(arrayFilters) ? { arrayFilters: normalise(arrayFilters) as Doc[] } : {}),
  };
}

function normaliseUpdate(update: object): Doc | Doc[] {
  return normalise(update) as Doc | Doc[];
}

/** True for `{}`. */
export function isEmpty(doc: Doc): boolean {
  for (const _ in doc) return false;
  return true;
}
