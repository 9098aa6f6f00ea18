import { serialize } from "../bson.ts";
import type { Doc } from "../query/value.ts";
import { encodeKey } from "./encode-key.ts";
import { Blocked, type LockTable } from "./locks.ts";
import type { Row } from "./read.ts";
import { StoredDoc } from "./stored-doc.ts";
import type { Table } from "./table.ts";
import { documentLock, type Transaction } from "./transaction.ts";
import { asDuplicate, assertKeysFree, noteKeys, uniqueKeysOf } from "./unique-keys.ts";
import type { WriteContext } from "./write-context.ts";
import { insertPending, removePending, replacePending } from "./write-pending.ts";

/** Inserts one document. @throws MongoServerError 11000 for a taken key, Blocked when a transaction holds one. */
export function insert(context: WriteContext, table: Table, transaction: Transaction | null, doc: Doc): void {
  const bytes = serialize(doc);
  const id = encodeKey(doc._id);
  if (transaction !== null) {
    insertPending(context, table, transaction, id, doc, bytes);
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
    replacePending(context, table, transaction, id, row, new StoredDoc(bytes, { doc: after }));
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
    removePending(table, transaction, id, row);
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

/** The same for changes: throws Blocked also when a unique key that a document is to have is locked, or held by a document that is. */
export function assertChangesFree(
  context: WriteContext,
  table: Table,
  transaction: Transaction | null,
  changes: readonly { readonly row: Row; readonly after: Doc }[],
): void {
  if (context.locks.isEmpty) return;
  assertRowsFree(
    context,
    table,
    transaction,
    changes.map(({ row }) => row),
  );
  for (const { row, after } of changes) {
    if (table.changedKeys(row.doc, after).touchesUnique) assertKeysFree(context, table, transaction, after);
  }
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
