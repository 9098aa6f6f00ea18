/** The operators that test one value: each takes its operand once and gives back a predicate. */
import { UnsupportedFeatureError } from "../errors.ts";
import { compareValues, patternOf, Rank, rankOf, valuesEqual } from "./compare.ts";
import type { Predicate } from "./path.ts";
import { serverError } from "./server-error.ts";
import { bsonClass, isRegExp } from "./value.ts";

/** Equality. A null operand also matches a missing field. */
export function equalTo(operand: unknown): Predicate {
  if (operand === null || operand === undefined) return (value) => value === null || value === undefined;
  if (typeof operand === "string" || typeof operand === "boolean") return (value) => value === operand;
  if (bsonClass(operand as object) === "ObjectId") return equalToId(operand as object);
  return (value) => value === operand || (value !== undefined && valuesEqual(value, operand));
}

function equalToId(operand: object): Predicate {
  return (value) => typeof value === "object" && value !== null && valuesEqual(value, operand);
}

/** One of many. Strings are looked up in a set; a regular expression in the list matches text. */
export function oneOf(operand: unknown): Predicate {
  if (!Array.isArray(operand)) throw serverError(2, "$in needs an array");
  const strings = new Set(operand.filter((value) => typeof value === "string"));
  const others = operand
    .filter((value) => typeof value !== "string")
    .map((value) => (isRegExp(value) ? matching(value) : equalTo(value)));
  return (value) => (typeof value === "string" && strings.has(value)) || others.some((test) => test(value));
}

const ORDERS = {
  $gt: (order: number) => order > 0,
  $gte: (order: number) => order >= 0,
  $lt: (order: number) => order < 0,
  $lte: (order: number) => order <= 0,
} as const;

/** `$gt`, `$gte`, `$lt` or `$lte`: only values of the operand's own type compare (type bracketing). */
export function ordered(operator: keyof typeof ORDERS, operand: unknown): Predicate {
  const rank = rankOf(operand);
  const holds = ORDERS[operator];
  if (isRegExp(operand)) throw serverError(2, `Can't have RegExp as arg to predicate ${operator}`);
  if (rank === Rank.NULL) return holds(0) ? equalTo(null) : () => false;
  if (typeof operand === "number" || typeof operand === "bigint") return orderedNumber(operator, operand);
  if (rank === Rank.NUMBER) throw new UnsupportedFeatureError("comparing Decimal128 values");
  if (rank === Rank.MIN_KEY || rank === Rank.MAX_KEY) {
    return (value) => value !== undefined && holds(compareValues(value, operand));
  }
  return (value) => rankOf(value) === rank && holds(compareValues(value, operand));
}

function orderedNumber(operator: keyof typeof ORDERS, operand: number | bigint): Predicate {
  const test = numberTest(operator, operand);
  return (value) => {
    if (typeof value === "number" || typeof value === "bigint") return test(value);
    if (typeof value !== "object" || value === null) return false;
    return rankOf(value) === Rank.NUMBER && ORDERS[operator](compareValues(value, operand));
  };
}

/** NaN compares only with NaN, and then as equal. */
function numberTest(operator: keyof typeof ORDERS, operand: number | bigint): (value: number | bigint) => boolean {
  if (Number.isNaN(operand)) return ORDERS[operator](0) ? (value) => Number.isNaN(value) : () => false;
  switch (operator) {
    case "$gt":
      return (value) => value > operand;
    case "$gte":
      return (value) => value >= operand;
    case "$lt":
      return (value) => value < operand;
    case "$lte":
      return (value) => value <= operand;
  }
}

/**
 * A regular expression over text, or the same expression stored as a value. JavaScript's dialect stands in for PCRE:
 * the options i, m, s and u mean the same, x is not supported.
 */
export function matching(expression: object, options?: string): Predicate {
  const { source, flags } = patternOf(expression);
  return matchingPattern(source, options ?? flags);
}

function matchingPattern(source: string, flags: string): Predicate {
  const pattern = compilePattern(source, flags);
  return (value) => (typeof value === "string" ? pattern.test(value) : isRegExp(value) && valuesEqual(value, pattern));
}

function compilePattern(source: string, flags: string): RegExp {
  const wanted = flags.replace(/[gdy]/g, "");
  if (/[^imsuv]/.test(wanted)) throw new UnsupportedFeatureError(`the $regex options "${flags}"`);
  try {
    return new RegExp(source, wanted);
  } catch {
    throw serverError(2, "Regular expression is invalid");
  }
}

/** `$regex` with its `$options`: text or an expression. */
export function regexOperator(operand: unknown, options: unknown): Predicate {
  if (options !== undefined && typeof options !== "string") throw serverError(2, "$options has to be a string");
  if (typeof operand === "string") return matchingPattern(operand, options ?? "");
  if (isRegExp(operand)) return matching(operand, options);
  throw serverError(2, "$regex has to be a string");
}

/** `$size`: an array of exactly that many elements. */
export function ofSize(operand: unknown): Predicate {
  const size = typeof operand === "bigint" ? Number(operand) : operand;
  if (typeof size !== "number" || !Number.isInteger(size)) {
    throw serverError(2, "Failed to parse $size. Expected an integer");
  }
  if (size < 0) throw serverError(2, "Failed to parse $size. Expected a non-negative number");
  return (value) => Array.isArray(value) && value.length === size;
}

/** `$mod: [divisor, remainder]` over whole numbers; fractions are cut off first. */
export function modulo(operand: unknown): Predicate {
  if (!Array.isArray(operand)) throw serverError(2, "malformed mod, needs to be an array");
  if (operand.length < 2) throw serverError(2, "malformed mod, not enough elements");
  if (operand.length > 2) throw serverError(2, "malformed mod, too many elements");
  const divisor = wholeNumber(operand[0]);
  const remainder = wholeNumber(operand[1]);
  if (divisor === undefined) throw serverError(2, "malformed mod, divisor not a number");
  if (remainder === undefined) throw serverError(2, "malformed mod, remainder not a number");
  if (divisor === 0n) throw serverError(2, "divisor cannot be 0");
  return (value) => {
    const whole = wholeNumber(value);
    return whole !== undefined && whole % divisor === remainder;
  };
}

function wholeNumber(value: unknown): bigint | undefined {
  if (typeof value === "bigint") return value;
  return typeof value === "number" && Number.isFinite(value) ? BigInt(Math.trunc(value)) : undefined;
}
