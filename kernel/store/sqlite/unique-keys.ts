import type { Doc } from "../query/value.ts";
import { duplicateKeyError } from "../server-errors.ts";
import { isConstraintError } from "./database.ts";
import { Blocked } from "./locks.ts";
import type { RecentKeys } from "./recent-keys.ts";
import type { Table } from "./table.ts";
import type { Index } from "./table-index.ts";
import { documentLock, type Transaction, uniqueLock } from "./transaction.ts";
import type { WriteContext } from "./write-context.ts";

/** Lock names of the keys that a document has in the unique indexes. */
export function uniqueKeysOf(table: Table, keys: (Buffer | null)[]): Map<Index, string> {
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

/**
 * Throws Blocked when another transaction has one of the document's unique keys, or has written the document that holds it and may give it up. Nothing is
 * taken: an operation that will run again must find none of its own traces.
 */
export function assertKeysFree(context: WriteContext, table: Table, transaction: Transaction | null, doc: Doc): void {
  const keys = table.keysOf(doc);
  let offset = 0;
  const names = uniqueKeysOf(table, keys);
  for (const index of table.indexes) {
    const own = keys.slice(offset, offset + index.columns.length);
    offset += index.columns.length;
    const name = names.get(index);
    if (name === undefined) continue;
    const holder = table.findUnique(index, own);
    const held =
      context.locks.heldByOther(name, transaction) ??
      (holder && context.locks.heldByOther(documentLock(table, Buffer.from(holder).toString("latin1")), transaction));
    if (held !== undefined) throw new Blocked(held);
  }
}

/** Notes a new document's id and its unique keys. */
export function noteKeys(recent: RecentKeys, table: Table, id: Buffer | undefined, keys: (Buffer | null)[]): void {
  if (id !== undefined) recent.note(documentLock(table, id.toString("latin1")));
  for (const key of uniqueKeysOf(table, keys).values()) recent.note(key);
}

/** SQLite names the column that collided; MongoDB names the index, its pattern and the values. */
export function asDuplicate(context: WriteContext, table: Table, doc: Doc, error: unknown): unknown {
  if (!isConstraintError(error)) return error;
  const column = /\.(i\d+_\d+)/.exec(error.message)?.[1];
  const index = table.indexes.find(({ columns }) => columns.includes(column ?? ""));
  if (index !== undefined) return duplicateOf(context, table, index, doc);
  return duplicateKeyError(context.namespaceOf(table), "_id_", { _id: 1 }, { _id: doc._id });
}

/** E11000 for a key of one index. */
export function duplicateOf(context: WriteContext, table: Table, index: Index, doc: Doc): Error {
  const keyValue: Doc = {};
  for (const [path] of index.definition.key) keyValue[path] = index.valueAt(doc, path) ?? null;
  return duplicateKeyError(
    context.namespaceOf(table),
    index.definition.name,
    Object.fromEntries(index.definition.key),
    keyValue,
  );
}
