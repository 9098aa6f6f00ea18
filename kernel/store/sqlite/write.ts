import { deserialize, serialize } from "../bson.ts";
import type { Doc } from "../query/value.ts";
import { duplicateKeyError } from "../server-errors.ts";
import { isConstraintError } from "./database.ts";
import { encodeKey } from "./encode-key.ts";
import type { Index } from "./index-definition.ts";
import { Blocked, type LockTable } from "./locks.ts";
import type { Row } from "./read.ts";
import type { RecentKeys } from "./recent-keys.ts";
import type { Table } from "./table.ts";
import { documentLock, type PendingWrite, type Transaction, uniqueLock } from "./transaction.ts";

/** What the writing functions need from the store. */
export interface WriteContext {
  readonly locks: LockTable;
  /** Where new keys are noted; undefined while no transaction is running. */
  readonly recent: RecentKeys | undefined;
  /** Opens the group; to be called before every statement that writes. */
  openGroup(): void;
  /** `database.collection` for messages. */
  namespaceOf(table: Table): string;
}

/** A document and its bytes, ready to be written. */
interface Stored {
  doc: Doc;
  bytes: Uint8Array;
}

/** Inserts one document. @throws MongoServerError 11000 for a taken key, Blocked when a transaction holds one. */
export function insert(context: WriteContext, table: Table, transaction: Transaction | null, doc: Doc): void {
  const bytes = serialize(doc);
  const id = encodeKey(doc._id);
  // A pending document must not share anything with the caller's.
  if (transaction !== null) {
    insertInto(context, table, transaction, id, { doc: deserialize(bytes), bytes });
    return;
  }
  const keys = table.keysOf(doc);
  if (!context.locks.isEmpty) assertFree(context.locks, table, id, keys);
  context.openGroup();
  try {
    table.insert(id, bytes, keys);
  } catch (error) {
    throw asDuplicate(context, table, doc, error);
  }
  if (context.recent !== undefined) noteKeys(context.recent, table, id, keys);
}

/** Replaces what `row` is by `after` and returns the new bytes, null when nothing changes. Errors as for `insert`. */
export function replace(
  context: WriteContext,
  table: Table,
  transaction: Transaction | null,
  row: Row,
  after: Doc,
): Uint8Array | null {
  const bytes = serialize(after);
  const id = encodeKey(row.doc._id);
  const isChanged = Buffer.compare(bytes, row.bytes) !== 0;
  if (transaction !== null) {
    // Also when nothing changes: the document may have changed to this very value after the transaction read it.
    replaceIn(context, table, transaction, id, row, { doc: after, bytes });
    return isChanged ? bytes : null;
  }
  if (!isChanged) return null;
  const changed = table.changedKeys(row.doc, after);
  if (!context.locks.isEmpty)
    assertFree(context.locks, table, id, changed.touchesUnique ? table.keysOf(after) : undefined);
  context.openGroup();
  try {
    table.update(id, bytes, changed);
  } catch (error) {
    throw asDuplicate(context, table, after, error);
  }
  if (context.recent !== undefined && changed.touchesUnique) {
    noteKeys(context.recent, table, undefined, table.keysOf(after));
  }
  return bytes;
}

/** Deletes what `row` is. @throws Blocked when a transaction has written it. */
export function remove(context: WriteContext, table: Table, transaction: Transaction | null, row: Row): void {
  const id = encodeKey(row.doc._id);
  if (transaction !== null) {
    transaction.write(table, id, table.get(id), row.doc, null, null);
    for (const key of uniqueKeysOf(table, table.keysOf(row.doc)).values()) transaction.dropUnique(key);
    return;
  }
  if (!context.locks.isEmpty) assertFree(context.locks, table, id, undefined);
  context.openGroup();
  table.delete(id);
}

/** Throws Blocked when one of the rows is locked, so that an operation over many rows starts only when it can finish. */
export function assertRowsFree(
  context: WriteContext,
  table: Table,
  transaction: Transaction | null,
  rows: Row[],
): void {
  if (context.locks.isEmpty) return;
  for (const { doc } of rows) {
    const lock = context.locks.heldByOther(documentLock(table, encodeKey(doc._id).toString("latin1")), transaction);
    if (lock !== undefined) throw new Blocked(lock);
  }
}

/** Notes a new document's id and its unique keys. */
function noteKeys(recent: RecentKeys, table: Table, id: Buffer | undefined, keys: (Buffer | null)[]): void {
  if (id !== undefined) recent.note(documentLock(table, id.toString("latin1")));
  for (const key of uniqueKeysOf(table, keys).values()) recent.note(key);
}

function assertFree(locks: LockTable, table: Table, id: Buffer, keys: (Buffer | null)[] | undefined): void {
  const held = locks.heldByOther(documentLock(table, id.toString("latin1")), null);
  if (held !== undefined) throw new Blocked(held);
  if (keys === undefined) return;
  for (const key of uniqueKeysOf(table, keys).values()) {
    const lock = locks.heldByOther(key, null);
    if (lock !== undefined) throw new Blocked(lock);
  }
}

/** Lock names of the keys that a document has in the unique indexes. */
function uniqueKeysOf(table: Table, keys: (Buffer | null)[]): Map<Index, string> {
  const names = new Map<Index, string>();
  let offset = 0;
  for (const index of table.indexes) {
    const length = index.columns.length;
    if (index.definition.unique) {
      const name = uniqueLock(index, keys.slice(offset, offset + length));
      if (name !== undefined) names.set(index, name);
    }
    offset += length;
  }
  return names;
}

function insertInto(context: WriteContext, table: Table, transaction: Transaction, id: Buffer, stored: Stored): void {
  const key = id.toString("latin1");
  const pending = transaction.overlayOf(table)?.get(key);
  const held = context.locks.heldByOther(documentLock(table, key), transaction);
  if (held !== undefined) throw new Blocked(held);
  const committed = table.get(id);
  if (pending === undefined ? committed !== undefined : pending.after !== null) {
    transaction.assertOlder(documentLock(table, key));
    throw duplicateKeyError(context.namespaceOf(table), "_id_", { _id: 1 }, { _id: stored.doc._id });
  }
  takeUniqueKeys(context, table, transaction, key, stored.doc, table.keysOf(stored.doc));
  transaction.write(table, id, committed, null, stored.doc, stored.bytes);
}

function replaceIn(
  context: WriteContext,
  table: Table,
  transaction: Transaction,
  id: Buffer,
  row: Row,
  stored: Stored,
): void {
  const key = id.toString("latin1");
  const held = context.locks.heldByOther(documentLock(table, key), transaction);
  if (held !== undefined) throw new Blocked(held);
  if (table.changedKeys(row.doc, stored.doc).touchesUnique) {
    const old = uniqueKeysOf(table, table.keysOf(row.doc));
    takeUniqueKeys(context, table, transaction, key, stored.doc, table.keysOf(stored.doc));
    const kept = new Set(uniqueKeysOf(table, table.keysOf(stored.doc)).values());
    for (const name of old.values()) if (!kept.has(name)) transaction.dropUnique(name);
  }
  transaction.write(table, id, table.get(id), row.doc, stored.doc, stored.bytes);
}

/** Takes the unique keys of a pending document, or says which one is taken: by this transaction, by a committed document, or (Blocked) by another. */
function takeUniqueKeys(
  context: WriteContext,
  table: Table,
  transaction: Transaction,
  documentKey: string,
  doc: Doc,
  keys: (Buffer | null)[],
): void {
  let offset = 0;
  const names = uniqueKeysOf(table, keys);
  for (const index of table.indexes) {
    const own = keys.slice(offset, offset + index.columns.length);
    offset += index.columns.length;
    const name = names.get(index);
    if (name === undefined) continue;
    const pendingHolder = transaction.holderOf(name);
    if (pendingHolder === documentKey) continue;
    if (pendingHolder !== undefined) throw duplicateOf(context, table, index, doc);
    transaction.takeUnique(name, documentKey);
    const holder = table.findUnique(index, own);
    if (holder === undefined) continue;
    const holderKey = Buffer.from(holder).toString("latin1");
    // The committed holder has given the key up if this transaction has written it; its pending keys were looked at above.
    if (holderKey === documentKey || transaction.overlayOf(table)?.has(holderKey)) continue;
    transaction.dropUnique(name);
    const held = context.locks.heldByOther(documentLock(table, holderKey), transaction);
    if (held !== undefined) throw new Blocked(held);
    transaction.assertOlder(name);
    throw duplicateOf(context, table, index, doc);
  }
}

/** Applies a transaction's writes: what frees unique keys goes first. The caller wraps it in a savepoint. */
export function apply(context: WriteContext, table: Table, writes: Iterable<PendingWrite>): void {
  const later: (() => void)[] = [];
  for (const { id, before, after, bytes } of writes) {
    if (after === null || bytes === null) {
      if (before !== null) table.delete(id);
      continue;
    }
    if (before !== null) {
      const changed = table.changedKeys(before, after);
      if (!changed.touchesUnique) {
        table.update(id, bytes, changed);
        continue;
      }
      table.delete(id);
    }
    later.push(() => {
      const keys = table.keysOf(after);
      table.insert(id, bytes, keys);
      if (context.recent !== undefined) noteKeys(context.recent, table, before === null ? id : undefined, keys);
    });
  }
  for (const insertNow of later) insertNow();
}

/** SQLite names the column that collided; MongoDB names the index, its pattern and the values. */
function asDuplicate(context: WriteContext, table: Table, doc: Doc, error: unknown): unknown {
  if (!isConstraintError(error)) return error;
  const column = /\.(i\d+_\d+)/.exec(error.message)?.[1];
  const index = table.indexes.find(({ columns }) => columns.includes(column ?? ""));
  if (index !== undefined) return duplicateOf(context, table, index, doc);
  return duplicateKeyError(context.namespaceOf(table), "_id_", { _id: 1 }, { _id: doc._id });
}

function duplicateOf(context: WriteContext, table: Table, index: Index, doc: Doc): Error {
  const keyValue: Doc = {};
  for (const [path] of index.definition.key) keyValue[path] = index.valueAt(doc, path) ?? null;
  return duplicateKeyError(
    context.namespaceOf(table),
    index.definition.name,
    Object.fromEntries(index.definition.key),
    keyValue,
  );
}
