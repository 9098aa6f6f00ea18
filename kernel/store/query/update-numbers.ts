/** Arithmetic of `$inc`, `$mul` and `$bit` with MongoDB's number types: int32 (a whole number), int64 (bigint), double. */
import { UnsupportedFeatureError } from "../errors.ts";
import { Rank, rankOf } from "./compare.ts";
import { serverError } from "./server-error.ts";
import { isInt32, typeName } from "./types.ts";
import { fitsInt64 } from "./value.ts";

type Operator = "$inc" | "$mul";
type Numeric = number | bigint;

/**
 * The new value of a field. int32 results that overflow become int64, int64 results that overflow are an error (code 2),
 * a double on either side makes a double. A missing field counts as 0 (`$mul` keeps the operand's type).
 */
export function applyArithmetic(operator: Operator, current: unknown, operand: unknown, path: string): Numeric {
  const by = numeric(operand);
  if (by === undefined) throw serverError(14, `Cannot ${verb(operator)} with non-numeric argument: {${path}: …}`);
  if (current === undefined) return operator === "$inc" ? by : zeroLike(by);
  const value = numeric(current);
  if (value === undefined) {
    const type = typeName(current);
    throw serverError(
      14,
      `Cannot apply ${operator} to a value of non-numeric type. The field '${path}' is of type ${type}`,
    );
  }
  return combineNumbers(operator, value, by, path);
}

function verb(operator: Operator): string {
  return operator === "$inc" ? "increment" : "multiply";
}

function zeroLike(operand: Numeric): Numeric {
  return typeof operand === "bigint" ? 0n : 0;
}

function numeric(value: unknown): Numeric | undefined {
  if (typeof value === "number" || typeof value === "bigint") return value;
  if (value === undefined || rankOf(value) !== Rank.NUMBER) return undefined;
  throw new UnsupportedFeatureError("arithmetic on Decimal128 values");
}

/** `a` and `b` combined in MongoDB's number types; `path` names the place in the overflow error. */
export function combineNumbers(
  operator: "$inc" | "$add" | "$subtract" | "$mul",
  a: Numeric,
  b: Numeric,
  path: string,
): Numeric {
  if (isDouble(a) || isDouble(b)) return calculate(operator, Number(a), Number(b));
  const exact = calculate(operator, BigInt(a), BigInt(b));
  if (!fitsInt64(exact)) {
    throw serverError(2, `Failed to apply ${operator} operations to the current value of '${path}': int64 overflow`);
  }
  const narrow = typeof a === "number" && typeof b === "number" && isInt32(Number(exact));
  return narrow ? Number(exact) : exact;
}

function calculate<T extends Numeric>(operator: string, a: T, b: T): T;
function calculate(operator: string, a: number, b: number): number {
  if (operator === "$mul") return a * b;
  return operator === "$subtract" ? a - b : a + b;
}

function isDouble(value: Numeric): boolean {
  return typeof value === "number" && !isInt32(value);
}

/** `$bit: { field: { and | or | xor: whole number } }`; a missing field counts as 0. */
export function applyBits(current: unknown, operand: unknown, path: string): Numeric {
  const [entry, ...rest] = Object.entries((operand ?? {}) as object);
  const [name, mask] = entry ?? [];
  if (rest.length > 0 || (name !== "and" && name !== "or" && name !== "xor")) {
    throw serverError(2, "The $bit modifier only supports 'and', 'or', and 'xor'");
  }
  const value = current === undefined ? 0 : current;
  if (!isWhole(mask)) throw serverError(2, "The $bit modifier field must be an Integer(32/64 bit)");
  if (!isWhole(value)) throw serverError(2, `Cannot apply $bit to a value of non-integral type: '${path}'`);
  const [a, b] = [BigInt(value), BigInt(mask)];
  const bits = name === "and" ? a & b : name === "or" ? a | b : a ^ b;
  return typeof value === "number" && typeof mask === "number" ? Number(bits) : bits;
}

function isWhole(value: unknown): value is Numeric {
  return typeof value === "bigint" || (typeof value === "number" && isInt32(value));
}
