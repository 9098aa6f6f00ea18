import { deserialize } from "../bson.ts";
import { compileFilter } from "../query/match.ts";
import { encodeKey } from "./encode-key.ts";
import { choosePlan } from "./plan.ts";
import { collect, NO_SORT, type Query, type Row } from "./read.ts";
import type { Table } from "./table.ts";
import type { Transaction } from "./transaction.ts";

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
