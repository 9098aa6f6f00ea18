import { type Doc, isDoc } from "../query/value.ts";

/** One end of a range. */
interface End {
  value: unknown;
  inclusive: boolean;
}

/** What a filter says about one path in terms that an index can use. */
export interface PathCondition {
  /** The value must be one of these. */
  equals?: unknown[];
  low?: End;
  high?: End;
  /** `equals` says it all: a row found by it needs no second look. */
  isExact: boolean;
}

/** A filter as far as indexes understand it. */
export interface Conditions {
  paths: Map<string, PathCondition>;
  /** Paths that must exist. */
  exists: Set<string>;
  /** Something remains that only the matcher can judge. */
  hasResidue: boolean;
  /** The filter accepts everything. */
  isEmpty: boolean;
}

/** Longer lists are left to the matcher. */
const MAX_LIST = 4096;

/** Splits a filter into equalities and ranges per path, and a residue. */
export function analyseFilter(filter: Doc): Conditions {
  const conditions: Conditions = { paths: new Map(), exists: new Set(), hasResidue: false, isEmpty: true };
  collect(filter, conditions);
  return conditions;
}

function collect(filter: Doc, into: Conditions): void {
  for (const key in filter) {
    const operand = filter[key];
    into.isEmpty = false;
    if (key === "$and" && Array.isArray(operand)) for (const part of operand) collect(part as Doc, into);
    else if (key === "$comment") continue;
    else if (key.startsWith("$")) into.hasResidue = true;
    else addOperand(key, operand, into);
  }
}

function addOperand(path: string, operand: unknown, into: Conditions): void {
  if (isDoc(operand) && startsWithOperator(operand)) {
    for (const operator in operand) addOperator(path, operator, operand[operator], into);
  } else addEquals(path, [operand], into);
}

function startsWithOperator(operand: Doc): boolean {
  for (const key in operand) return key.startsWith("$");
  return false;
}

function addOperator(path: string, operator: string, operand: unknown, into: Conditions): void {
  switch (operator) {
    case "$eq":
      addEquals(path, [operand], into);
      break;
    case "$in":
      if (Array.isArray(operand)) addEquals(path, operand, into);
      else into.hasResidue = true;
      break;
    case "$gt":
    case "$gte":
      addEnd(path, "low", { value: operand, inclusive: operator === "$gte" }, into);
      break;
    case "$lt":
    case "$lte":
      addEnd(path, "high", { value: operand, inclusive: operator === "$lte" }, into);
      break;
    case "$exists":
      if (operand === true) into.exists.add(path);
      into.hasResidue = true;
      break;
    default:
      into.hasResidue = true;
  }
}

function addEquals(path: string, values: unknown[], into: Conditions): void {
  const condition = conditionAt(path, into);
  const areIndexed = values.length <= MAX_LIST && values.every(isIndexable);
  // A second equality on the path is left to the matcher.
  if (!areIndexed || condition.equals !== undefined) {
    condition.isExact = false;
    into.hasResidue = true;
    return;
  }
  condition.equals = values;
  if (values.some((value) => typeof value === "object" && isDoc(value))) condition.isExact = false;
}

function addEnd(path: string, side: "low" | "high", end: End, into: Conditions): void {
  const condition = conditionAt(path, into);
  condition.isExact = false;
  into.hasResidue = true;
  const other = side === "low" ? condition.high : condition.low;
  if (!isRangeable(end.value) || condition[side] !== undefined) return;
  if (other !== undefined && kindOf(other.value) !== kindOf(end.value)) return;
  condition[side] = end;
}

function conditionAt(path: string, into: Conditions): PathCondition {
  let condition = into.paths.get(path);
  if (condition === undefined) {
    condition = { isExact: true };
    into.paths.set(path, condition);
  }
  return condition;
}

/** Values whose key decides equality: everything but arrays, patterns, undefined and Decimal128. */
function isIndexable(value: unknown): boolean {
  if (typeof value !== "object" || value === null) return true;
  if (Array.isArray(value) || value instanceof RegExp) return false;
  const type = (value as { _bsontype?: string })._bsontype;
  return type === undefined ? isKeyableDoc(value) : type === "ObjectId" || type === "Binary" || type === "UUID";
}

/** An embedded document may be looked up by key unless something inside has no single key. */
function isKeyableDoc(value: object): boolean {
  if (value instanceof Date) return true;
  return isDoc(value) && Object.values(value).every((field) => typeof field !== "object" || field === null);
}

function isRangeable(value: unknown): boolean {
  return kindOf(value) !== undefined && !Number.isNaN(value);
}

function kindOf(value: unknown): string | undefined {
  if (typeof value === "number" || typeof value === "bigint") return "number";
  if (typeof value === "string") return "string";
  if (value instanceof Date) return "date";
  if (typeof value === "object" && value !== null && (value as { _bsontype?: string })._bsontype === "ObjectId")
    return "objectId";
  return undefined;
}
