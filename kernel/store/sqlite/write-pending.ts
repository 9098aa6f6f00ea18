import type { Doc } from "../query/value.ts";
import { duplicateKeyError } from "../server-errors.ts";
import { Blocked } from "./locks.ts";
import type { Row } from "./read.ts";
import { StoredDoc } from "./stored-doc.ts";
import type { Table } from "./table.ts";
import { documentLock, type PendingWrite, type Transaction } from "./transaction.ts";
import { assertKeysFree, duplicateOf, noteKeys, uniqueKeysOf } from "./unique-keys.ts";
import type { WriteContext } from "./write-context.ts";

/** Inserts into a transaction. Errors as for `insert`. */
export function insertPending(
  context: WriteContext,
  table: Table,
  transaction: Transaction,
  id: Buffer,
  doc: Doc,
  bytes: Uint8Array,
): void {
  const key = id.toString("latin1");
  const pending = transaction.overlayOf(table)?.get(key);
  const held = context.locks.heldByOther(documentLock(table, key), transaction);
  if (held !== undefined) throw new Blocked(held);
  const committed = table.get(id);
  if (pending === undefined ? committed !== undefined : pending.after !== null) {
    transaction.assertOlder(documentLock(table, key));
    throw duplicateKeyError(context.namespaceOf(table), "_id_", { _id: 1 }, { _id: doc._id });
  }
  const keys = table.keysOf(doc);
  takeUniqueKeys(context, table, transaction, key, doc, keys);
  // The caller may change its document; what is pending is in the bytes.
  transaction.write(table, id, undefined, new StoredDoc(bytes, { keys: { indexes: table.indexes, values: keys } }));
}

/** Replaces inside a transaction. Errors as for `replace`. */
export function replacePending(
  context: WriteContext,
  table: Table,
  transaction: Transaction,
  id: Buffer,
  row: Row,
  stored: StoredDoc,
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
  transaction.write(table, id, row, stored);
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
  // Before the first of several is taken: an insert that runs again may come with another id.
  if (names.size > 1) assertKeysFree(context, table, transaction, doc);
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

/** Deletes inside a transaction. */
export function removePending(table: Table, transaction: Transaction, id: Buffer, row: Row): void {
  transaction.write(table, id, row, null);
  for (const key of uniqueKeysOf(table, table.keysOf(row.doc)).values()) transaction.dropUnique(key);
}

/** Applies a transaction's writes: what frees unique keys goes first. The caller wraps it in a savepoint. */
export function apply(context: WriteContext, table: Table, writes: Iterable<PendingWrite>): void {
  const later: (() => void)[] = [];
  for (const { id, before, after } of writes) {
    if (after === null) {
      if (before !== null) table.delete(id);
      continue;
    }
    if (before !== null) {
      const changed = table.changedKeys(before, after.doc);
      if (!changed.touchesUnique) {
        table.update(id, after.bytes, changed);
        continue;
      }
      table.delete(id);
    }
    later.push(() => {
      const keys = after.keysIn(table);
      table.insert(id, after.bytes, keys);
      if (context.recent !== undefined) noteKeys(context.recent, table, before === null ? id : undefined, keys);
    });
  }
  for (const insertNow of later) insertNow();
}
