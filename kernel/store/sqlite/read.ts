import { deserialize } from "../bson.ts";
import { compileFilter, type Matcher } from "../query/match.ts";
import { compileSort } from "../query/sort.ts";
import type { Doc } from "../query/value.ts";
import { maxTimeError, writeConflictError } from "../server-errors.ts";
import { encodeKey } from "./encode-key.ts";
import { choosePlan, type Plan, type SortSpec } from "./plan.ts";
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

const NO_SORT: SortSpec = [];
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

function selectCommitted(table: Table, plan: Plan, query: Query): Row[] {
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
function collect(source: Iterable<Uint8Array>, matcher: Matcher | undefined, enough: number, query: Query): Row[] {
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
  for (const { after, bytes } of overlay.values()) {
    if (after !== null && bytes !== null && matcher(after)) rows.push({ doc: deserialize(bytes), bytes });
  }
  if (purpose === "write" && rows.length === 0) assertNoneMissed(table, transaction, query);
  return window(rows, query);
}

/** A piece of a long read. */
export interface Page {
  rows: Row[];
  /** Where the next page starts; undefined after the last one. */
  after: Buffer | undefined;
}

/** Documents are examined in pieces of this size. */
const PAGE_SIZE = 500;
const BEFORE_ALL = Buffer.alloc(0);

/** True when a query may be read in pages: in the order of `_id`, or in no order, over the table itself. */
export function isPageable(table: Table, transaction: Transaction | null, query: Query): boolean {
  if (transaction !== null || query.skip || query.limit) return false;
  const sort = query.sort ?? NO_SORT;
  if (sort.length > 1 || (sort.length === 1 && !(sort[0]?.[0] === "_id" && sort[0][1] === 1))) return false;
  const { indexName } = choosePlan(table.indexes, query.filter, sort, query.hint);
  return indexName === undefined || indexName === "_id_";
}

/** The next piece of a pageable query, so that a read of millions of documents never holds more than one piece. */
export function selectPage(table: Table, query: Query, after: Buffer = BEFORE_ALL): Page {
  const plan = choosePlan(table.indexes, query.filter, NO_SORT, "_id_");
  const page = table.readPage(plan, after, PAGE_SIZE);
  const matcher = plan.isExact ? undefined : compileFilter(query.filter);
  const rows = collect(page, matcher, 0, query);
  const last = page.at(-1);
  if (last === undefined || page.length < PAGE_SIZE) return { rows, after: undefined };
  return { rows, after: encodeKey(deserialize(last)._id) };
}

/** Number of documents that match, at most `limit` (0: all) after `skip`. */
export function count(table: Table, transaction: Transaction | null, query: Query): number {
  const plan = choosePlan(table.indexes, query.filter, NO_SORT, query.hint);
  const hasOverlay = (transaction?.overlayOf(table)?.size ?? 0) > 0;
  const total =
    plan.isExact && !hasOverlay
      ? table.count(plan)
      : select(table, null === transaction ? null : transaction, { ...query, sort: undefined, skip: 0, limit: 0 })
          .length;
  const rest = Math.max(0, total - (query.skip ?? 0));
  return query.limit ? Math.min(rest, query.limit) : rest;
}

/** How the query would be run, in the words of MongoDB's explain. */
export function explain(table: Table, query: Query): Doc {
  const plan = choosePlan(table.indexes, query.filter, query.sort ?? NO_SORT, query.hint);
  const stage = plan.indexName === undefined ? "COLLSCAN" : plan.indexName === "_id_" ? "IDHACK" : "IXSCAN";
  const rows = selectCommitted(table, plan, query);
  const examined = table.count(plan);
  return {
    queryPlanner: {
      winningPlan: {
        stage: plan.isSorted ? stage : "SORT",
        ...(plan.isSorted ? {} : { inputStage: { stage, indexName: plan.indexName } }),
        ...(plan.indexName === undefined ? {} : { indexName: plan.indexName }),
      },
    },
    executionStats: { nReturned: rows.length, totalDocsExamined: examined },
    sql: `${plan.force} WHERE ${plan.where}${plan.order === "" ? "" : ` ORDER BY ${plan.order}`}`,
    isExact: plan.isExact,
  };
}
