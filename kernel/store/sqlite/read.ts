import { deserialize } from "../bson.ts";
import { compileFilter, type Matcher } from "../query/match.ts";
import { compileSort } from "../query/sort.ts";
import type { Doc } from "../query/value.ts";
import { maxTimeError, writeConflictError } from "../server-errors.ts";
import { encodeKey } from "./encode-key.ts";
import { choosePlan } from "./plan.ts";
import type { Plan, SortSpec } from "./plan-index.ts";
import type { StoredDoc } from "./stored-doc.ts";
import type { Table } from "./table.ts";
import type { PendingWrite, Transaction } from "./transaction.ts";

/** What to read; `filter` is in plain form (see `normalise`). */
export interface Query {
  filter: Doc;
  sort?: SortSpec | undefined;
  skip?: number | undefined;
  /** 0 or undefined: no limit. */
  limit?: number | undefined;
  hint?: unknown;
  /** Time limit in milliseconds. */
  maxTimeMs?: number | undefined;
}

/** A document that was found, with the bytes it was read from. */
export interface Row {
  doc: Doc;
  bytes: Uint8Array;
}

/** No order is asked for. */
export const NO_SORT: SortSpec = [];
/** How many documents are examined between two looks at the clock. */
const CLOCK_STRIDE = 256;

/**
 * Documents that match, in order; inside a transaction with its own writes in place of the committed documents.
 * @param purpose `write`: the rows are about to be locked, and judged as they are then; so their present state is not remembered as read.
 */
export function select(
  table: Table,
  transaction: Transaction | null,
  query: Query,
  purpose: "read" | "write" = "read",
): Row[] {
  if (typeof query.filter["_id"] === "string" && isOfOne(query)) return selectById(table, transaction, query, purpose);
  const sort = query.sort ?? NO_SORT;
  const plan = choosePlan(table.indexes, query.filter, sort, query.hint);
  const overlay = transaction?.overlayOf(table);
  if (overlay !== undefined && overlay.size > 0)
    return selectOver(table, transaction as Transaction, overlay, plan, query, purpose);
  const rows = selectCommitted(table, plan, query);
  if (transaction !== null && purpose === "read") {
    for (const { doc, bytes } of rows) transaction.noteRead(table, encodeKey(doc._id).toString("latin1"), bytes);
  }
  if (transaction !== null && purpose === "write" && rows.length === 0) assertNoneMissed(table, transaction, query);
  return rows;
}

/** Nothing cuts or steers the reading: where `_id` is given, the only document that may match is the one that has it. */
function isOfOne({ skip, hint, sort }: Query): boolean {
  return !skip && (hint === undefined || hint === null) && (sort === undefined || sort.length === 0);
}

/** What `select` does for most queries of all, those for one `_id` with or without further conditions: no plan is needed to read one row. */
function selectById(table: Table, transaction: Transaction | null, query: Query, purpose: "read" | "write"): Row[] {
  const id = encodeKey(query.filter["_id"]);
  const key = transaction === null ? "" : id.toString("latin1");
  const pending = transaction?.overlayOf(table)?.get(key);
  const stored = pending === undefined ? table.get(id) : pending.after;
  const row = stored ? shownFor(purpose, stored) : undefined;
  const rows = row !== undefined && matches(row.doc, query.filter) ? [row] : [];
  if (transaction === null) return rows;
  if (purpose === "read" && pending === undefined && rows[0] !== undefined)
    transaction.noteRead(table, key, rows[0].bytes);
  if (purpose === "write" && rows.length === 0) assertNoneMissed(table, transaction, query);
  return rows;
}

/** Whoever reads gets a document of its own; a write makes a new one and leaves the old as it is. */
function shownFor(purpose: "read" | "write", stored: StoredDoc): Row {
  return { doc: purpose === "read" ? deserialize(stored.bytes) : stored.doc, bytes: stored.bytes };
}

function matches(doc: Doc, filter: Doc): boolean {
  return hasOneField(filter) || compileFilter(filter)(doc);
}

function hasOneField(filter: Doc): boolean {
  let count = 0;
  for (const _ in filter) count++;
  return count === 1;
}

/**
 * A guarded write that matches nothing, though a document matched when the transaction read it: another has changed it since.
 * @throws WriteConflict, as MongoDB's does, whose snapshot still matches.
 */
function assertNoneMissed(table: Table, transaction: Transaction, query: Query): void {
  const matcher = compileFilter(query.filter);
  for (const [key, bytes] of transaction.readsOf(table)) {
    if (transaction.overlayOf(table)?.has(key) || !matcher(deserialize(bytes))) continue;
    throw writeConflictError("a document that a write was to match changed after the transaction had read it");
  }
}

/** Documents of the file that match, in order. */
export function selectCommitted(table: Table, plan: Plan, query: Query): Row[] {
  const skip = query.skip ?? 0;
  const limit = query.limit ?? 0;
  if (skip === 0 && (plan.isSingle || (limit === 1 && plan.isExact && plan.isSorted)))
    return selectOne(table, plan, query);
  if (plan.isExact && plan.isSorted) {
    return collect(table.read(plan, limit === 0 ? -1 : limit, skip), undefined, 0, query);
  }
  const matcher = plan.isExact ? undefined : compileFilter(query.filter);
  if (plan.isSorted) {
    const rows = collect(table.read(plan, -1, 0), matcher, limit === 0 ? 0 : skip + limit, query);
    return skip === 0 ? rows : rows.slice(skip);
  }
  return window(collect(table.read(plan, -1, 0), matcher, 0, query), query);
}

/** The first row of the plan, if it matches. */
function selectOne(table: Table, plan: Plan, query: Query): Row[] {
  const bytes = table.readFirst(plan);
  if (bytes === undefined) return [];
  const doc = deserialize(bytes);
  return plan.isExact || compileFilter(query.filter)(doc) ? [{ doc, bytes }] : [];
}

/** Reads until `enough` documents match (0: all). */
export function collect(
  source: Iterable<Uint8Array>,
  matcher: Matcher | undefined,
  enough: number,
  query: Query,
): Row[] {
  const rows: Row[] = [];
  const deadline = query.maxTimeMs ? performance.now() + query.maxTimeMs : undefined;
  let examined = 0;
  for (const bytes of source) {
    const doc = deserialize(bytes);
    if (deadline !== undefined && ++examined % CLOCK_STRIDE === 0 && performance.now() > deadline) throw maxTimeError();
    if (matcher !== undefined && !matcher(doc)) continue;
    rows.push({ doc, bytes });
    if (rows.length === enough) break;
  }
  return rows;
}

/** Sorts in memory and cuts. */
function window(rows: Row[], query: Query): Row[] {
  if (query.sort !== undefined && query.sort.length > 0) {
    const order = compileSort(query.sort);
    rows.sort((a, b) => order(a.doc, b.doc));
  }
  const skip = query.skip ?? 0;
  const limit = query.limit ?? 0;
  return skip === 0 && limit === 0 ? rows : rows.slice(skip, limit === 0 ? undefined : skip + limit);
}

function selectOver(
  table: Table,
  transaction: Transaction,
  overlay: ReadonlyMap<string, PendingWrite>,
  plan: Plan,
  query: Query,
  purpose: "read" | "write",
): Row[] {
  const matcher = compileFilter(query.filter);
  const rows: Row[] = [];
  const committed = plan.isSingle
    ? selectOne(table, plan, query)
    : collect(table.read(plan, -1, 0), plan.isExact ? undefined : matcher, 0, query);
  for (const row of committed) {
    const key = encodeKey(row.doc._id).toString("latin1");
    if (overlay.has(key)) continue;
    if (purpose === "read") transaction.noteRead(table, key, row.bytes);
    rows.push(row);
  }
  for (const { after } of overlay.values()) {
    if (after !== null && matcher(after.doc)) rows.push({ doc: deserialize(after.bytes), bytes: after.bytes });
  }
  if (purpose === "write" && rows.length === 0) assertNoneMissed(table, transaction, query);
  return window(rows, query);
}
