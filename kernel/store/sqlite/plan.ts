import { UnsupportedFeatureError } from "../errors.ts";
import { type Doc, isDoc } from "../query/value.ts";
import { ARRAY_KEY, bracketOf, encodeKey } from "./encode-key.ts";
import { analyseFilter, type Conditions, type PathCondition } from "./filter-conditions.ts";
import type { Index } from "./index-definition.ts";

/** Sort order as pairs of path and direction. */
export type SortSpec = readonly (readonly [path: string, direction: 1 | -1])[];

/** How a query reads the table. */
export interface Plan {
  /** `_id_`, the name of an index, or undefined for a scan of the whole table. */
  indexName: string | undefined;
  /** SQL after FROM: `INDEXED BY …` or nothing. */
  force: string;
  /** Condition in SQL, `TRUE` for all rows. */
  where: string;
  /** ORDER BY terms in SQL, empty where the order does not matter. */
  order: string;
  params: Buffer[];
  /** Every row that the SQL yields matches the filter: no need to look again. */
  isExact: boolean;
  /** The rows come in the order of the sort. */
  isSorted: boolean;
  /** There is at most one row: `_id` or a whole unique key is given. */
  isSingle: boolean;
}

interface Part {
  path: string;
  direction: 1 | -1;
  column: string;
}

interface Candidate extends Plan {
  score: number;
}

const ID_PART: Part = { path: "_id", direction: 1, column: "id" };

/**
 * Picks the way to read: `_id` first, then the index with the longest prefix of equalities, then one that gives the sort, then one with a range;
 * otherwise the whole table. A partial or sparse index serves only a filter that implies it.
 * @param hint name or key pattern of the index to use.
 */
export function choosePlan(indexes: readonly Index[], filter: Doc, sort: SortSpec, hint?: unknown): Plan {
  const conditions = analyseFilter(filter);
  for (const { equals } of conditions.paths.values()) if (equals?.length === 0) return nothing();
  if (hint !== undefined && hint !== null) return planByHint(indexes, conditions, sort, hint);
  let best = planOver([ID_PART], conditions, sort, undefined);
  if (best !== undefined && best.score >= 1000) return best;
  for (const index of indexes) {
    if (!serves(index, conditions)) continue;
    const candidate = planOver(partsOf(index), conditions, sort, index);
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
  if (name === "_id_" || name === "_id_1")
    return planOver([ID_PART], conditions, sort, undefined) ?? scan(conditions, sort);
  if (name === "$natural_1") return scan(conditions, sort);
  const index = indexes.find(({ definition }) => definition.name === name);
  if (index === undefined) throw new UnsupportedFeatureError(`hint ${name}`, "there is no such index");
  if (!serves(index, conditions))
    throw new UnsupportedFeatureError(`hint ${name}`, "the index may lack some of the matches");
  return planOver(partsOf(index), conditions, sort, index) ?? scan(conditions, sort);
}

function partsOf(index: Index): Part[] {
  return index.definition.key.map(([path, direction], i) => ({ path, direction, column: index.columns[i] as string }));
}

/** The plan over one index, undefined when the index helps with nothing. */
function planOver(
  parts: Part[],
  conditions: Conditions,
  sort: SortSpec,
  index: Index | undefined,
): Candidate | undefined {
  const where: string[] = [];
  const params: Buffer[] = [];
  const hasArrays = index?.hasArrays ?? false;
  const fixed = new Set<string>();
  let equalities = 0;
  let singles = 0;
  let range: PathCondition | undefined;
  for (const part of parts) {
    const condition = conditions.paths.get(part.path);
    if (condition?.equals === undefined) {
      if (condition?.low !== undefined || condition?.high !== undefined) range = condition;
      if (range !== undefined) addRange(part.column, range, hasArrays, where, params);
      break;
    }
    if (condition.equals.length === 1) {
      singles++;
      fixed.add(part.path);
    }
    addEquality(part.column, condition.equals, hasArrays, where, params);
    equalities++;
  }
  const order =
    hasArrays || index?.hasObjects ? undefined : orderBy(parts, equalities, equalities === singles, fixed, sort);
  const isSorted = sort.length === 0 || order !== undefined;
  if (where.length === 0 && (sort.length === 0 || !order)) return undefined;
  const covers = equalities === conditions.paths.size && range === undefined;
  const isExact =
    covers && !conditions.hasResidue && !hasArrays && [...conditions.paths.values()].every((c) => c.isExact);
  const isSingle = singles === parts.length && (index === undefined || index.definition.unique);
  return {
    indexName: index === undefined ? "_id_" : index.definition.name,
    force: index === undefined ? "" : `INDEXED BY ${index.sqlName}`,
    where: where.length === 0 ? allRowsOf(index) : where.join(" AND "),
    order: order ?? "",
    params,
    isExact,
    isSorted,
    isSingle,
    score:
      (isSingle ? 1000 : 0) + equalities * 100 + (order !== undefined && sort.length > 0 ? 50 : 0) + (range ? 40 : 0),
  };
}

/** SQLite walks an index that leaves documents out only when the condition says so. */
function allRowsOf(index: Index | undefined): string {
  return index === undefined || index.isComplete ? "TRUE" : `${index.columns[0]} IS NOT NULL`;
}

function addEquality(column: string, values: unknown[], hasArrays: boolean, where: string[], params: Buffer[]): void {
  const keys = values.map(encodeKey);
  if (hasArrays) keys.push(ARRAY_KEY);
  if (keys.length === 1) {
    where.push(`${column} = ?`);
    params.push(keys[0] as Buffer);
    return;
  }
  // Lists are padded to a power of two so that few statements serve all lengths.
  const size = 2 ** Math.ceil(Math.log2(keys.length));
  while (keys.length < size) keys.push(keys[0] as Buffer);
  where.push(`${column} IN (${Array(size).fill("?").join(",")})`);
  params.push(...keys);
}

/** Ranges stay inside their type bracket; where arrays live in the index the upper end is left open, because the array key sorts last. */
function addRange(column: string, range: PathCondition, hasArrays: boolean, where: string[], params: Buffer[]): void {
  const { low, high } = range;
  const bracket = bracketOf(encodeKey((low ?? high)?.value));
  where.push(`${column} ${low === undefined || low.inclusive ? ">=" : ">"} ?`);
  params.push(low === undefined ? bracket.low : encodeKey(low.value));
  if (hasArrays) return;
  where.push(`${column} ${high?.inclusive ? "<=" : "<"} ?`);
  params.push(high === undefined ? bracket.high : encodeKey(high.value));
}

/** ORDER BY over the index's columns, undefined when the index does not give this order. */
function orderBy(
  parts: Part[],
  equalities: number,
  allSingle: boolean,
  fixed: Set<string>,
  sort: SortSpec,
): string | undefined {
  if (sort.length === 0) return "";
  const wanted = sort.filter(([path]) => !fixed.has(path));
  const start = allSingle ? equalities : 0;
  const available = [...parts.slice(start), ...(parts[0] === ID_PART ? [] : [ID_PART])].filter(
    (part) => !fixed.has(part.path),
  );
  let flipped: boolean | undefined;
  const terms: string[] = [];
  for (let i = 0; i < wanted.length; i++) {
    const [path, direction] = wanted[i] as readonly [string, 1 | -1];
    const part = available[i];
    if (part === undefined || part.path !== path) return undefined;
    flipped ??= part.direction !== direction;
    if ((part.direction !== direction) !== flipped) return undefined;
    terms.push(`${part.column} ${direction === 1 ? "ASC" : "DESC"}`);
  }
  return terms.length === 0 ? "" : terms.join(", ");
}

/** True when every document that the filter can match is in the index. */
function serves(index: Index, conditions: Conditions): boolean {
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
