/** Goal: BSON's order is a total order, exact for every number. Method: a table of ranked values and properties. */
import { describe, expect, test } from "@jest/globals";
import fc from "fast-check";
import { mongo } from "mongoose";
import { UnsupportedFeatureError } from "../errors.ts";
import { compareValues, valuesEqual } from "./compare.ts";

const { Binary, Decimal128, Long, MaxKey, MinKey, ObjectId, Timestamp, UUID } = mongo;

/** Strictly ascending: every value sorts before all that follow. */
const ASCENDING: readonly unknown[] = [
  new MinKey(),
  null,
  Number.NaN,
  Number.NEGATIVE_INFINITY,
  -(2n ** 63n),
  -1.5,
  0,
  0.5,
  1n,
  2 ** 53,
  2n ** 53n + 1n,
  2n ** 53n + 2n,
  2n ** 63n - 1n,
  1e300,
  Number.POSITIVE_INFINITY,
  "",
  "B",
  "a",
  "é",
  "\uE000",
  "\u{1F600}",
  {},
  { a: 1 },
  { a: 1, b: 1 },
  { b: 1 },
  { a: "x" },
  [],
  [1],
  [1, 2],
  [2],
  Buffer.from([9]),
  Buffer.from([1, 1]),
  Buffer.from([1, 2]),
  new Binary(Buffer.from([0, 0]), 5),
  new UUID("11111111-1111-4111-8111-111111111111"),
  new ObjectId("000000000000000000000001"),
  new ObjectId("000000000000000000000002"),
  false,
  true,
  new Date(-1),
  new Date(0),
  new Timestamp({ t: 1, i: 1 }),
  new Timestamp({ t: 2 ** 32 - 1, i: 1 }),
  /a/,
  /b/,
  new MaxKey(),
];

const value = fc.letrec((tie) => ({
  any: fc.oneof(
    { maxDepth: 2 },
    tie("leaf"),
    fc.array(tie("any"), { maxLength: 3 }),
    fc.dictionary(fc.string(), tie("any"), { maxKeys: 3 }),
  ),
  leaf: fc.oneof(
    fc.constantFrom(...ASCENDING),
    fc.double(),
    fc.integer(),
    fc.bigInt({ min: -(2n ** 63n), max: 2n ** 63n - 1n }),
    fc.string({ unit: "binary" }),
    fc.uint8Array({ maxLength: 4 }).map((bytes) => Buffer.from(bytes)),
    fc.date({ noInvalidDate: true }),
    fc.boolean(),
    fc.constant(undefined),
  ),
})).any;

describe("compareValues", () => {
  test("sorts types and values as MongoDB does", () => {
    ASCENDING.forEach((a, i) => {
      ASCENDING.forEach((b, j) => {
        expect([i, j, Math.sign(compareValues(a, b))]).toEqual([i, j, Math.sign(i - j)]);
      });
    });
  });

  test("is antisymmetric, transitive and agrees with itself", () => {
    fc.assert(
      fc.property(value, value, value, (a, b, c) => {
        expect(compareValues(a, a)).toBe(0);
        expect(Math.sign(compareValues(a, b))).toBe(-Math.sign(compareValues(b, a)) + 0);
        const boxes = [[a], [b], [c]].sort(([p], [q]) => compareValues(p, q));
        const [x, y, z] = boxes.flat(1);
        expect(compareValues(x, z)).toBeLessThanOrEqual(0);
        expect(compareValues(x, y)).toBeLessThanOrEqual(0);
        expect(valuesEqual(x, z)).toBe(valuesEqual(x, y) && valuesEqual(y, z));
      }),
      { numRuns: 1000 },
    );
  });

  test("sorts text by its UTF-8 bytes", () => {
    fc.assert(
      fc.property(fc.string({ unit: "grapheme" }), fc.string({ unit: "grapheme" }), (a, b) => {
        expect(Math.sign(compareValues(a, b))).toBe(Buffer.compare(Buffer.from(a), Buffer.from(b)));
      }),
    );
  });
});

describe("valuesEqual", () => {
  test.each<[string, unknown, unknown]>([
    ["int and long", 1, 1n],
    ["long class", Long.fromNumber(1), 1],
    ["zero signs", 0, -0],
    ["NaN", Number.NaN, Number.NaN],
    ["buffer and binary", Buffer.from("ab"), new Binary(Buffer.from("ab"))],
    ["ids", new ObjectId("0123456789abcdef01234567"), new ObjectId("0123456789abcdef01234567")],
    ["the same decimal", Decimal128.fromString("1.5"), Decimal128.fromString("1.5")],
    ["missing and null", undefined, null],
  ])("equal: %s", (_, a, b) => expect(valuesEqual(a, b)).toBe(true));

  test.each<[string, unknown, unknown]>([
    ["two buffers", Buffer.from("ab"), Buffer.from("ac")],
    ["two subtypes", new Binary(Buffer.from("ab"), 0), new Binary(Buffer.from("ab"), 5)],
    ["neighbours above 2^53", 2n ** 53n, 2n ** 53n + 1n],
    ["a double near a long", 2 ** 53, 2n ** 53n + 1n],
    ["text and number", "1", 1],
    ["field order", { a: 1, b: 2 }, { b: 2, a: 1 }],
    ["date and its number", new Date(5), 5],
    ["decimal and text", Decimal128.fromString("1"), "1"],
  ])("different: %s", (_, a, b) => expect(valuesEqual(a, b)).toBe(false));

  test("refuses to guess the order of decimals", () => {
    const one = Decimal128.fromString("1");
    expect(() => compareValues(one, Decimal128.fromString("1.0"))).toThrow(UnsupportedFeatureError);
    expect(() => compareValues(one, 1)).toThrow(UnsupportedFeatureError);
  });
});
