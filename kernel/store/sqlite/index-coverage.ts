import { isDoc } from "../query/value.ts";
import type { Conditions, PathCondition } from "./filter-conditions.ts";
import type { Index } from "./table-index.ts";

/** True when every document that the filter can match is in the index. */
export function serves(index: Index, conditions: Conditions): boolean {
  if (index.isComplete) return true;
  const { sparse, key } = index.definition;
  if (sparse && !key.some(([path]) => excludesMissing(conditions.paths.get(path)))) return false;
  return index.partialClauses.every((clause) => implies(conditions, clause));
}

function excludesMissing(condition: PathCondition | undefined): boolean {
  if (condition === undefined) return false;
  if (condition.equals !== undefined) return condition.equals.every((value) => value !== null);
  return condition.low !== undefined || condition.high !== undefined;
}

/** A clause of a partial filter holds when the query fixes the path to values that all satisfy it, or when it is asked for literally. */
function implies(conditions: Conditions, { path, clause, accepts }: Index["partialClauses"][number]): boolean {
  const condition = conditions.paths.get(path);
  if (condition?.equals !== undefined && condition.equals.length > 0) {
    return condition.equals.every((value) => accepts({ value }));
  }
  if (isDoc(clause) && Object.keys(clause).length === 1 && clause.$exists === true) {
    return excludesMissing(condition) || conditions.exists.has(path);
  }
  return false;
}
