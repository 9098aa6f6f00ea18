/** BSON types by their `$type` names and numbers. */
import { Rank, rankOf } from "./compare.ts";
import type { Predicate } from "./path.ts";
import { serverError } from "./server-error.ts";
import { bsonClass, isRegExp } from "./value.ts";

const INT32_MAX = 2 ** 31 - 1;

/** The names of `$type`, by what they test. "int" and "double" follow what bson would write for the number. */
const TYPE_TESTS: Record<string, Predicate> = {
  double: (value) => typeof value === "number" && !isInt32(value),
  string: (value) => typeof value === "string",
  object: (value) => value !== undefined && rankOf(value) === Rank.OBJECT,
  array: (value) => Array.isArray(value),
  binData: (value) => value !== undefined && rankOf(value) === Rank.BINARY,
  objectId: (value) => value !== undefined && rankOf(value) === Rank.OBJECT_ID,
  bool: (value) => typeof value === "boolean",
  date: (value) => value instanceof Date,
  null: (value) => value === null,
  regex: isRegExp,
  int: (value) => typeof value === "number" && isInt32(value),
  timestamp: (value) => value !== undefined && rankOf(value) === Rank.TIMESTAMP,
  long: (value) => typeof value === "bigint",
  decimal: (value) => typeof value === "object" && value !== null && bsonClass(value) === "Decimal128",
  number: (value) => value !== undefined && rankOf(value) === Rank.NUMBER,
  minKey: (value) => value !== undefined && rankOf(value) === Rank.MIN_KEY,
  maxKey: (value) => value !== undefined && rankOf(value) === Rank.MAX_KEY,
};

const TYPE_CODES: Record<number, string> = {
  1: "double",
  2: "string",
  3: "object",
  4: "array",
  5: "binData",
  7: "objectId",
  8: "bool",
  9: "date",
  10: "null",
  11: "regex",
  16: "int",
  17: "timestamp",
  18: "long",
  19: "decimal",
  [-1]: "minKey",
  127: "maxKey",
};

/** `$type` by name or number, or any of a list of them. */
export function ofType(operand: unknown): Predicate {
  const wanted = Array.isArray(operand) ? operand : [operand];
  if (wanted.length === 0) throw serverError(9, "$type must match at least one type");
  const tests = wanted.map((type) => {
    const test = TYPE_TESTS[typeof type === "string" ? type : (TYPE_CODES[Number(type)] ?? "")];
    if (!test) throw serverError(2, `Unknown type name alias: ${String(type)}`);
    return test;
  });
  return (value) => tests.some((test) => test(value));
}

/** The BSON type of a value by its `$type` name, as MongoDB's messages say it. */
export function typeName(value: unknown): string {
  if (value === undefined) return "missing";
  return Object.keys(TYPE_TESTS).find((name) => name !== "number" && TYPE_TESTS[name]!(value)) ?? "object";
}

/** True for a number that bson writes as int32. */
export function isInt32(value: number): boolean {
  return Number.isInteger(value) && value <= INT32_MAX && value >= -INT32_MAX - 1 && !Object.is(value, -0);
}
