import { ARRAY_KEY, bracketOf, encodeKey } from "./encode-key.ts";
import type { Conditions, PathCondition } from "./filter-conditions.ts";
import type { Index } from "./table-index.ts";

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

/** A plan with its worth in comparison with others. */
export interface Candidate extends Plan {
  score: number;
}

const ID_PART: Part = { path: "_id", direction: 1, column: "id" };

function partsOf(index: Index | undefined): Part[] {
  if (index === undefined) return [ID_PART];
  return index.definition.key.map(([path, direction], i) => ({ path, direction, column: index.columns[i] as string }));
}

/** What the parts of an index contribute, as far as the filter fixes them one after another. */
interface Bounds {
  where: string[];
  params: Buffer[];
  /** Parts that are fixed to one of some values. */
  equalities: number;
  /** Paths that are fixed to one value. */
  fixed: Set<string>;
  hasRange: boolean;
}

function boundsOf(parts: Part[], conditions: Conditions, hasArrays: boolean): Bounds {
  const bounds: Bounds = { where: [], params: [], equalities: 0, fixed: new Set(), hasRange: false };
  for (const part of parts) {
    const condition = conditions.paths.get(part.path);
    if (condition?.equals === undefined) {
      bounds.hasRange = condition?.low !== undefined || condition?.high !== undefined;
      if (condition !== undefined && bounds.hasRange) addRange(part.column, condition, hasArrays, bounds);
      break;
    }
    if (condition.equals.length === 1) bounds.fixed.add(part.path);
    addEquality(part.column, condition.equals, hasArrays, bounds);
    bounds.equalities++;
  }
  return bounds;
}

/** The plan over one index (undefined: over `_id`), undefined when it helps with nothing. */
export function planOver(index: Index | undefined, conditions: Conditions, sort: SortSpec): Candidate | undefined {
  const parts = partsOf(index);
  const hasArrays = index?.hasArrays ?? false;
  const bounds = boundsOf(parts, conditions, hasArrays);
  const { where, params, equalities, fixed, hasRange } = bounds;
  const order = hasArrays || index?.hasObjects ? undefined : orderBy(parts, bounds, sort);
  if (where.length === 0 && !order) return undefined;
  const isSingle = fixed.size === parts.length && (index === undefined || index.definition.unique);
  const givesOrder = order !== undefined && sort.length > 0;
  return {
    indexName: index === undefined ? "_id_" : index.definition.name,
    force: index === undefined ? "" : `INDEXED BY ${index.sqlName}`,
    where: where.length === 0 ? allRowsOf(index) : where.join(" AND "),
    order: order ?? "",
    params,
    isExact: !hasArrays && !hasRange && isCovered(conditions, equalities),
    isSorted: sort.length === 0 || order !== undefined,
    isSingle,
    score: (isSingle ? 1000 : 0) + equalities * 100 + (givesOrder ? 50 : 0) + (hasRange ? 40 : 0),
  };
}

/** True when the equalities say all that the filter says. */
function isCovered(conditions: Conditions, equalities: number): boolean {
  if (conditions.hasResidue || equalities !== conditions.paths.size) return false;
  for (const condition of conditions.paths.values()) if (!condition.isExact) return false;
  return true;
}

/** SQLite walks an index that leaves documents out only when the condition says so. */
function allRowsOf(index: Index | undefined): string {
  return index === undefined || index.isComplete ? "TRUE" : `${index.columns[0]} IS NOT NULL`;
}

function addEquality(column: string, values: unknown[], hasArrays: boolean, bounds: Bounds): void {
  const { where, params } = bounds;
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
function addRange(column: string, range: PathCondition, hasArrays: boolean, bounds: Bounds): void {
  const { where, params } = bounds;
  const { low, high } = range;
  const bracket = bracketOf(encodeKey((low ?? high)?.value));
  where.push(`${column} ${low === undefined || low.inclusive ? ">=" : ">"} ?`);
  params.push(low === undefined ? bracket.low : encodeKey(low.value));
  if (hasArrays) return;
  where.push(`${column} ${high?.inclusive ? "<=" : "<"} ?`);
  params.push(high === undefined ? bracket.high : encodeKey(high.value));
}

/** ORDER BY over the index's columns, undefined when the index does not give this order. */
function orderBy(parts: Part[], { equalities, fixed }: Bounds, sort: SortSpec): string | undefined {
  if (sort.length === 0) return "";
  const wanted = sort.filter(([path]) => !fixed.has(path));
  const start = fixed.size === equalities ? equalities : 0;
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
