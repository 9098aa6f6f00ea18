/**
 * Expression operators and accumulators in which a wrong rule would cost money: mingo's own ignore bigints, round them or
 * compare classes by their text. Numbers follow MongoDB's types (int32, int64, double); an int64 that overflows is an
 * error, where MongoDB turns it into an inexact double.
 */
import { evalExpr } from "mingo/core";
import type { Options } from "mingo/types";
import { UnsupportedFeatureError } from "../errors.ts";
import { compareValues, valuesEqual } from "../query/compare.ts";
import { serverError } from "../query/server-error.ts";
import { combineNumbers } from "../query/update-numbers.ts";
import { bsonClass } from "../query/value.ts";
import { groupKey } from "./group-key.ts";

type Numeric = number | bigint;
type Expression = (document: never, expression: never, options: Options) => unknown;
type Accumulator = (documents: unknown[], expression: never, options: Options) => unknown;

function isNumeric(value: unknown): value is Numeric {
  return typeof value === "number" || typeof value === "bigint";
}

function isMissing(value: unknown): value is null | undefined {
  return value === null || value === undefined;
}

/** Numbers only, as `$sum` and `$avg` take them; a Decimal128 among them is refused rather than left out. */
function numbersOf(values: readonly unknown[]): Numeric[] {
  for (const value of values) {
    const isDecimal = typeof value === "object" && value !== null && bsonClass(value) === "Decimal128";
    if (isDecimal) throw new UnsupportedFeatureError("arithmetic on Decimal128 values");
  }
  return values.filter(isNumeric);
}

function sumOf(values: readonly unknown[]): Numeric {
  return numbersOf(values).reduce((sum, value) => combineNumbers("$add", sum, value, "$sum"), 0);
}

function bestOf(values: readonly unknown[], direction: 1 | -1): unknown {
  const present = values.filter((value) => !isMissing(value));
  if (present.length === 0) return null;
  return present.reduce((best, value) => (direction * compareValues(value, best) > 0 ? value : best));
}

function distinct(values: readonly unknown[]): unknown[] {
  return [...new Map(values.map((value) => [groupKey(value), value])).values()];
}

/** An accumulator over the values of its expression in a group's documents; a missing field is undefined. */
function accumulate(reduce: (values: unknown[]) => unknown): Accumulator {
  return (documents, expression, options) => {
    // mingo gives null for the expression where the values themselves are the input: { $sum: ["$a", "$b"] }
    if (expression === null || expression === undefined) return reduce(documents);
    return reduce(documents.map((document): unknown => evalExpr(document as never, expression, options)));
  };
}

function present(values: readonly unknown[]): unknown[] {
  return values.filter((value) => value !== undefined);
}

/** Accumulators of `$group`; the numeric ones and `$min`, `$max` also work on an array in an expression. */
export const ACCUMULATORS: Readonly<Record<string, Accumulator>> = {
  $sum: accumulate(sumOf),
  $avg: accumulate((values) => {
    const numbers = numbersOf(values);
    return numbers.length === 0 ? null : Number(sumOf(numbers)) / numbers.length;
  }),
  $min: accumulate((values) => bestOf(values, -1)),
  $max: accumulate((values) => bestOf(values, 1)),
  $addToSet: accumulate((values) => distinct(present(values))),
  $push: accumulate(present),
  $count: (documents) => documents.length,
};

/** An operator over evaluated arguments. */
function operator(apply: (args: unknown[]) => unknown): Expression {
  return (document, expression, options) => {
    const value: unknown = evalExpr(document, expression, options);
    return apply(Array.isArray(value) && Array.isArray(expression) ? value : [value]);
  };
}

/** An operator over numbers; null or a missing field anywhere makes null. */
function arithmetic(name: string, apply: (...numbers: Numeric[]) => unknown): Expression {
  return operator((args) => {
    if (args.some(isMissing)) return null;
    const numbers = numbersOf(args);
    if (numbers.length !== args.length) throw serverError(14, `${name} only supports numeric types`);
    return apply(...numbers);
  });
}

function add(args: unknown[]): unknown {
  if (args.some(isMissing)) return null;
  const dates = args.filter((value) => value instanceof Date);
  const total = sumOf(args.filter((value) => !(value instanceof Date)).map(requireNumber("$add")));
  if (dates.length > 1) throw serverError(2, "only one date allowed in an $add expression");
  return dates[0] ? new Date(dates[0].getTime() + Number(total)) : total;
}

function subtract([a, b]: unknown[]): unknown {
  if (isMissing(a) || isMissing(b)) return null;
  if (a instanceof Date && b instanceof Date) return BigInt(a.getTime() - b.getTime());
  const by = requireNumber("$subtract")(b);
  if (a instanceof Date) return new Date(a.getTime() - Number(by));
  return combineNumbers("$subtract", requireNumber("$subtract")(a), by, "$subtract");
}

function requireNumber(name: string): (value: unknown) => Numeric {
  return (value) => {
    const [number] = numbersOf([value]);
    if (number === undefined) throw serverError(14, `${name} only supports numeric or date types`);
    return number;
  };
}

function remainder(a: Numeric, b: Numeric): Numeric {
  if (Number(b) === 0) throw serverError(2, "can't $mod by zero");
  if (Number.isInteger(Number(a)) && Number.isInteger(Number(b)) && (typeof a === "bigint" || typeof b === "bigint")) {
    return BigInt(a) % BigInt(b);
  }
  return Number(a) % Number(b);
}

function quotient(a: Numeric, b: Numeric): number {
  if (Number(b) === 0) throw serverError(2, "can't $divide by zero");
  return Number(a) / Number(b);
}

/** Comparisons of expressions: a missing field is less than null, and types are not kept apart. */
function comparison(holds: (order: number) => unknown): Expression {
  return operator(([a, b]) => {
    if (a !== undefined && b !== undefined) return holds(compareValues(a, b));
    return holds(Number(a !== undefined) - Number(b !== undefined));
  });
}

/** The least whole number type that MongoDB's `$toLong` gives: int64. */
function toLong([value]: unknown[]): unknown {
  if (isMissing(value)) return null;
  if (value instanceof Date) return BigInt(value.getTime());
  const isWholeText = typeof value === "string" && /^-?\d+$/.test(value);
  if (typeof value === "boolean" || typeof value === "bigint" || isWholeText) return BigInt(value as string);
  if (typeof value === "number" && Number.isFinite(value)) return BigInt(Math.trunc(value));
  throw serverError(241, "Failed to convert a value to long in $toLong");
}

function toText([value]: unknown[]): unknown {
  if (isMissing(value)) return null;
  if (value instanceof Date) return value.toISOString();
  if (typeof value !== "object" || bsonClass(value) === "ObjectId" || bsonClass(value) === "Decimal128")
    return String(value);
  throw serverError(241, "Unsupported conversion to string in $toString");
}

/** Whole numbers stay as they are; a double is rounded. */
function rounding(name: string, round: (value: number) => number): Expression {
  return arithmetic(name, (value) => (typeof value === "bigint" ? value : round(value ?? 0)));
}

/** Operators that replace mingo's. */
export const EXPRESSIONS: Readonly<Record<string, Expression>> = {
  $add: operator(add),
  $subtract: operator(subtract),
  $multiply: arithmetic("$multiply", (...numbers) =>
    numbers.reduce((product, value) => combineNumbers("$mul", product, value, "$multiply"), 1),
  ),
  $divide: arithmetic("$divide", (a, b) => quotient(a!, b!)),
  $mod: arithmetic("$mod", (a, b) => remainder(a!, b!)),
  $abs: arithmetic("$abs", (value) => (value! < 0 ? combineNumbers("$mul", value!, -1, "$abs") : value)),
  $floor: rounding("$floor", Math.floor),
  $ceil: rounding("$ceil", Math.ceil),
  $toLong: operator(toLong),
  $toString: operator(toText),
  $cmp: comparison(Math.sign),
  $eq: comparison((order) => order === 0),
  $ne: comparison((order) => order !== 0),
  $gt: comparison((order) => order > 0),
  $gte: comparison((order) => order >= 0),
  $lt: comparison((order) => order < 0),
  $lte: comparison((order) => order <= 0),
  $in: operator(([value, list]) => {
    if (!Array.isArray(list)) throw serverError(2, "$in requires an array as a second argument");
    return list.some((element) => valuesEqual(element, value));
  }),
};
