/**
 * The order of BSON values, as MongoDB sorts and compares them:
 * https://www.mongodb.com/docs/manual/reference/bson-type-comparison-order/
 */
import { UnsupportedFeatureError } from "../errors.ts";
import { compareBinary, compareBytes } from "./compare-bytes.ts";
import { bsonClass, type Doc } from "./value.ts";

/** Ranks of the BSON types in the order between types; equal rank means that the values compare with each other. */
export const Rank = {
  MIN_KEY: 1,
  NULL: 2,
  NUMBER: 3,
  STRING: 4,
  OBJECT: 5,
  ARRAY: 6,
  BINARY: 7,
  OBJECT_ID: 8,
  BOOLEAN: 9,
  DATE: 10,
  TIMESTAMP: 11,
  REGEXP: 12,
  CODE: 13,
  MAX_KEY: 14,
} as const;

const CLASS_RANKS: Record<string, number> = {
  MinKey: Rank.MIN_KEY,
  Int32: Rank.NUMBER,
  Double: Rank.NUMBER,
  Long: Rank.NUMBER,
  Decimal128: Rank.NUMBER,
  BSONSymbol: Rank.STRING,
  Binary: Rank.BINARY,
  ObjectId: Rank.OBJECT_ID,
  Timestamp: Rank.TIMESTAMP,
  BSONRegExp: Rank.REGEXP,
  Code: Rank.CODE,
  MaxKey: Rank.MAX_KEY,
};

/** The rank of a value's type; undefined (a missing field) ranks with null. */
export function rankOf(value: unknown): number {
  switch (typeof value) {
    case "string":
      return Rank.STRING;
    case "number":
    case "bigint":
      return Rank.NUMBER;
    case "boolean":
      return Rank.BOOLEAN;
    case "undefined":
      return Rank.NULL;
    case "object":
      return value === null ? Rank.NULL : rankOfObject(value);
    default:
      throw new UnsupportedFeatureError(`comparing a ${typeof value}`);
  }
}

function rankOfObject(value: object): number {
  const name = bsonClass(value);
  if (name !== undefined) return CLASS_RANKS[name] ?? Rank.OBJECT;
  if (Array.isArray(value)) return Rank.ARRAY;
  if (value instanceof Date) return Rank.DATE;
  if (value instanceof RegExp) return Rank.REGEXP;
  return ArrayBuffer.isView(value) ? Rank.BINARY : Rank.OBJECT;
}

/**
 * Negative, zero or positive as `a` sorts before, with or after `b`. Numbers of all types compare by exact value, also
 * above 2^53; NaN sorts before every number and equals itself. Throws UnsupportedFeatureError where a Decimal128 would
 * have to be compared with another number.
 */
export function compareValues(a: unknown, b: unknown): number {
  if (a === b) return 0;
  const rank = rankOf(a);
  const other = rankOf(b);
  if (rank !== other) return rank - other;
  switch (rank) {
    case Rank.NUMBER:
      return compareNumbers(numberOf(a, b), numberOf(b, a));
    case Rank.STRING:
      return compareStrings(String(a), String(b));
    case Rank.OBJECT:
      return compareDocs(a as Doc, b as Doc);
    case Rank.ARRAY:
      return compareArrays(a as unknown[], b as unknown[]);
    case Rank.BINARY:
      return compareBinary(a as object, b as object);
    default:
      return compareScalars(rank, a as object, b as object);
  }
}

/** True where MongoDB calls the values equal: 1, 1n and Long(1) are, two buffers are only with the same bytes. */
export function valuesEqual(a: unknown, b: unknown): boolean {
  return a === b || compareValues(a, b) === 0;
}

/** Strings in the order of their UTF-8 bytes, which is the order of code points (UTF-16 puts surrogates too early). */
export function compareStrings(a: string, b: string): number {
  if (a === b) return 0;
  const length = Math.min(a.length, b.length);
  for (let i = 0; i < length; i++) {
    const x = a.charCodeAt(i);
    const y = b.charCodeAt(i);
    if (x !== y) return surrogatesLast(x) - surrogatesLast(y);
  }
  return a.length - b.length;
}

function surrogatesLast(unit: number): number {
  if (unit < 0xd800) return unit;
  return unit < 0xe000 ? unit + 0x2000 : unit - 0x800;
}

function compareNumbers(a: number | bigint, b: number | bigint): number {
  if (a < b) return -1;
  if (a > b) return 1;
  // biome-ignore lint/suspicious/noDoubleEquals: 1 and 1n are the same number in two representations
  if (a == b) return 0;
  return Number(Number.isNaN(b)) - Number(Number.isNaN(a));
}

/** The number behind a value. `other` is what it is compared with: a Decimal128 only equals its own bytes. */
function numberOf(value: unknown, other: unknown): number | bigint {
  if (typeof value !== "object") return value as number | bigint;
  const name = bsonClass(value as object);
  if (name === "Long") return (value as { toBigInt(): bigint }).toBigInt();
  if (name !== "Decimal128") return Number((value as { value: number }).value);
  if (isDecimal(other) && compareBytes(decimalBytes(value), decimalBytes(other)) === 0) return 0;
  throw new UnsupportedFeatureError("comparing Decimal128 values");
}

function isDecimal(value: unknown): boolean {
  return typeof value === "object" && value !== null && bsonClass(value) === "Decimal128";
}

function decimalBytes(value: unknown): Uint8Array {
  return (value as { bytes: Uint8Array }).bytes;
}

function compareDocs(a: Doc, b: Doc): number {
  const keys = Object.keys(a);
  const others = Object.keys(b);
  for (let i = 0; i < keys.length && i < others.length; i++) {
    const x = a[keys[i]!];
    const y = b[others[i]!];
    const order = rankOf(x) - rankOf(y) || compareStrings(keys[i]!, others[i]!) || compareValues(x, y);
    if (order !== 0) return order;
  }
  return keys.length - others.length;
}

function compareArrays(a: unknown[], b: unknown[]): number {
  for (let i = 0; i < a.length && i < b.length; i++) {
    const order = compareValues(a[i], b[i]);
    if (order !== 0) return order;
  }
  return a.length - b.length;
}

function compareScalars(rank: number, a: object, b: object): number {
  switch (rank) {
    case Rank.OBJECT_ID:
      return compareBytes((a as { id: Uint8Array }).id, (b as { id: Uint8Array }).id);
    case Rank.BOOLEAN:
      return Number(a) - Number(b);
    case Rank.DATE:
      return (a as Date).getTime() - (b as Date).getTime();
    case Rank.TIMESTAMP:
      return compareNumbers(unsigned(a), unsigned(b));
    case Rank.REGEXP:
      return compareRegExps(a, b);
    case Rank.CODE:
      throw new UnsupportedFeatureError("comparing Code values");
    default:
      return 0;
  }
}

function unsigned(timestamp: object): bigint {
  return BigInt.asUintN(64, (timestamp as { toBigInt(): bigint }).toBigInt());
}

function compareRegExps(a: object, b: object): number {
  const [x, y] = [patternOf(a), patternOf(b)];
  return compareStrings(x.source, y.source) || compareStrings(x.flags, y.flags);
}

/** Pattern and sorted flags of a regular expression, of JavaScript or of BSON. */
export function patternOf(value: object): { source: string; flags: string } {
  if (value instanceof RegExp) return { source: value.source, flags: value.flags };
  const { pattern, options } = value as { pattern: string; options: string };
  return { source: pattern, flags: options };
}
