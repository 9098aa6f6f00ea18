/** The array operators of updates: each takes the array as it is (undefined where missing) and gives back the new one. */
import { compareValues, valuesEqual } from "./compare.ts";
import { isOperators } from "./filter-shape.ts";
import { compileFilter } from "./match.ts";
import type { Predicate } from "./path.ts";
import { serverError } from "./server-error.ts";
import { compileSort } from "./sort.ts";
import { typeName } from "./types.ts";
import { type Doc, isDoc, isRegExp } from "./value.ts";

/** `$push`, one value or `$each` with `$position`, `$sort` and `$slice` (in that order, as MongoDB applies them). */
export function pushed(current: unknown, operand: unknown, path: string): unknown[] {
  if (current !== undefined && !Array.isArray(current)) {
    throw serverError(2, `The field '${path}' must be an array but is of type ${typeName(current)}`);
  }
  const array = current ?? [];
  if (!isDoc(operand) || !("$each" in operand)) return [...array, operand];
  const { $each, $position, $sort, $slice, ...unknown } = operand;
  const [stray] = Object.keys(unknown);
  if (stray !== undefined) throw serverError(2, `Unrecognized clause in $push: ${stray}`);
  if (!Array.isArray($each)) {
    throw serverError(2, `The argument to $each in $push must be an array but it was of type: ${typeName($each)}`);
  }
  const at = $position === undefined ? array.length : whole("$position", $position);
  const joined = [...array.slice(0, at), ...$each, ...array.slice(at)];
  const sorted = $sort === undefined ? joined : joined.sort(elementOrder($sort));
  return $slice === undefined ? sorted : sliced(sorted, whole("$slice", $slice));
}

function whole(clause: string, value: unknown): number {
  const number = Number(value);
  if ((typeof value !== "number" && typeof value !== "bigint") || !Number.isSafeInteger(number)) {
    throw serverError(2, `The value for ${clause} must be an integer value but was given type: ${typeName(value)}`);
  }
  return number;
}

function sliced(array: unknown[], limit: number): unknown[] {
  return limit < 0 ? array.slice(limit) : array.slice(0, limit);
}

/** `$sort: 1 | -1` compares whole elements, a document compares the elements' fields. */
function elementOrder(sort: unknown): (a: unknown, b: unknown) => number {
  if (isDoc(sort)) {
    const order = compileSort(sort);
    return (a, b) => order(asDoc(a), asDoc(b));
  }
  if (sort !== 1 && sort !== -1) throw serverError(2, "The $sort element value must be either 1 or -1");
  return (a, b) => sort * compareValues(a, b);
}

function asDoc(value: unknown): Doc {
  return isDoc(value) ? value : {};
}

/** `$addToSet`, one value or `$each`: appends what is not there yet. */
export function addedToSet(current: unknown, operand: unknown, path: string): unknown[] {
  if (current !== undefined && !Array.isArray(current)) {
    throw serverError(2, `Cannot apply $addToSet to non-array field. Field '${path}' has type ${typeName(current)}`);
  }
  const result = [...(current ?? [])];
  for (const value of valuesToAdd(operand)) {
    if (!result.some((element) => valuesEqual(element, value))) result.push(value);
  }
  return result;
}

function valuesToAdd(operand: unknown): unknown[] {
  if (!isDoc(operand) || !("$each" in operand)) return [operand];
  const { $each, ...unknown } = operand;
  const [stray] = Object.keys(unknown);
  if (stray !== undefined) throw serverError(2, `Found unexpected fields after $each in $addToSet: ${stray}`);
  if (!Array.isArray($each)) {
    throw serverError(14, `The argument to $each in $addToSet must be an array but it was of type ${typeName($each)}`);
  }
  return $each;
}

/** `$pop: 1` drops the last element, `-1` the first; undefined where there is nothing to do. */
export function popped(current: unknown, operand: unknown, path: string): unknown[] | undefined {
  if (operand !== 1 && operand !== -1 && operand !== 1n && operand !== -1n) {
    throw serverError(9, "$pop expects 1 or -1");
  }
  if (current === undefined) return undefined;
  if (!Array.isArray(current)) {
    throw serverError(14, `Path '${path}' contains an element of non-array type '${typeName(current)}'`);
  }
  return Number(operand) === 1 ? current.slice(0, -1) : current.slice(1);
}

/** `$pull` (what matches a value, operators or a filter on documents) and `$pullAll` (what equals one of a list). */
export function pulled(operator: "$pull" | "$pullAll", current: unknown, operand: unknown): unknown[] | undefined {
  const drop = operator === "$pull" ? pullTest(operand) : pullAllTest(operand);
  if (current === undefined) return undefined;
  if (!Array.isArray(current)) throw serverError(2, `Cannot apply ${operator} to a non-array value`);
  return current.filter((element) => !drop(element));
}

function pullAllTest(operand: unknown): Predicate {
  if (!Array.isArray(operand)) {
    throw serverError(2, `$pullAll requires an array argument but was given a ${typeName(operand)}`);
  }
  return (element) => operand.some((value) => valuesEqual(element, value));
}

function pullTest(operand: unknown): Predicate {
  if (isOperators(operand) || isRegExp(operand)) {
    const matches = compileFilter({ element: operand });
    return (element) => matches({ element });
  }
  if (isDoc(operand)) {
    const matches = compileFilter(operand);
    return (element) => isDoc(element) && matches(element);
  }
  return (element) => valuesEqual(element, operand);
}
