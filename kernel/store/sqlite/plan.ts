import { UnsupportedFeatureError } from "../errors.ts";
import type { Doc } from "../query/value.ts";
import { analyseFilter, type Conditions } from "./filter-conditions.ts";
import { serves } from "./index-coverage.ts";
import { type Plan, planOver, type SortSpec } from "./plan-index.ts";
import type { Index } from "./table-index.ts";

/**
 * Picks the way to read: `_id` first, then the index with the longest prefix of equalities, then one that gives the sort, then one with a range;
 * otherwise the whole table. A partial or sparse index serves only a filter that implies it.
 * @param hint name or key pattern of the index to use.
 */
export function choosePlan(indexes: readonly Index[], filter: Doc, sort: SortSpec, hint?: unknown): Plan {
  const conditions = analyseFilter(filter);
  for (const { equals } of conditions.paths.values()) if (equals?.length === 0) return nothing();
  if (hint !== undefined && hint !== null) return planByHint(indexes, conditions, sort, hint);
  let best = planOver(undefined, conditions, sort);
  if (best !== undefined && best.score >= 1000) return best;
  for (const index of indexes) {
    if (!serves(index, conditions)) continue;
    const candidate = planOver(index, conditions, sort);
    if (candidate !== undefined && (best === undefined || candidate.score > best.score)) best = candidate;
  }
  return best ?? scan(conditions, sort);
}

/** `{ $in: [] }` selects nothing. */
function nothing(): Plan {
  return {
    indexName: "_id_",
    force: "",
    where: "FALSE",
    order: "",
    params: [],
    isExact: true,
    isSorted: true,
    isSingle: true,
  };
}

function scan(conditions: Conditions, sort: SortSpec): Plan {
  return {
    indexName: undefined,
    force: "",
    where: "TRUE",
    order: "",
    params: [],
    isExact: conditions.isEmpty,
    isSorted: sort.length === 0,
    isSingle: false,
  };
}

function planByHint(indexes: readonly Index[], conditions: Conditions, sort: SortSpec, hint: unknown): Plan {
  const name =
    typeof hint === "string"
      ? hint
      : Object.entries(hint as Doc)
          .map(([path, order]) => `${path}_${order}`)
          .join("_");
  if (name === "_id_" || name === "_id_1") return planOver(undefined, conditions, sort) ?? scan(conditions, sort);
  if (name === "$natural_1") return scan(conditions, sort);
  const index = indexes.find(({ definition }) => definition.name === name);
  if (index === undefined) throw new UnsupportedFeatureError(`hint ${name}`, "there is no such index");
  if (!serves(index, conditions))
    throw new UnsupportedFeatureError(`hint ${name}`, "the index may lack some of the matches");
  return planOver(index, conditions, sort) ?? scan(conditions, sort);
}
