import type { Doc } from "../query/value.ts";
import { choosePlan } from "./plan.ts";
import { NO_SORT, type Query, select, selectCommitted } from "./read.ts";
import type { Table } from "./table.ts";
import type { Transaction } from "./transaction.ts";

/** Number of documents that match, at most `limit` (0: all) after `skip`. */
export function count(table: Table, transaction: Transaction | null, query: Query): number {
  const plan = choosePlan(table.indexes, query.filter, NO_SORT, query.hint);
  const hasOverlay = (transaction?.overlayOf(table)?.size ?? 0) > 0;
  const total =
    plan.isExact && !hasOverlay
      ? table.count(plan)
      : select(table, transaction, { ...query, sort: undefined, skip: 0, limit: 0 }, "write").length;
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
