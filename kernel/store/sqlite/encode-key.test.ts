/** Goal: keys sort as BSON values compare. Method: fixed values in MongoDB's order, and pairs of generated values against `compareValues`. */
import { expect, test } from "@jest/globals";
import fc from "fast-check";
import { mongo } from "mongoose";
import { compareValues } from "../query/compare.ts";
import { encodeKey } from "./encode-key.ts";

const MAX = 2n ** 63n - 1n;

test("values of all types in MongoDB's order have ascending keys", () => {
  const ascending = [
    new mongo.MinKey(),
    null,
    Number.NaN,
    Number.NEGATIVE_INFINITY,
    -(2n ** 63n),
    -(2n ** 53n) - 1n,
    -(2 ** 53),
    -1.5,
    -1,
    0,
    0.5,
    1,
    2 ** 53,
    2n ** 53n + 1n,
    MAX - 1n,
    MAX,
    2 ** 63,
    Number.POSITIVE_INFINITY,
    "",
    "A",
    "a",
    "a\0",
    "ab",
    "支付",
    "😀",
    new mongo.Binary(Buffer.from([2])),
    new mongo.Binary(Buffer.from([1, 1])),
    new mongo.ObjectId("000000000000000000000001"),
    new mongo.ObjectId("ffffffffffffffffffffffff"),
    false,
    true,
    new Date(-1),
    new Date(0),
    new Date("2026-01-01"),
    new mongo.MaxKey(),
  ];
  const keys = ascending.map(encodeKey);
  for (let i = 1; i < keys.length; i++) {
    expect([ascending[i], Math.sign(Buffer.compare(keys[i - 1] as Buffer, keys[i] as Buffer))]).toEqual([
      ascending[i],
      -1,
    ]);
  }
});

test("one number in several types has one key; so have null and a missing field", () => {
  expect(encodeKey(5n)).toEqual(encodeKey(5));
  expect(encodeKey(2n ** 60n)).toEqual(encodeKey(2 ** 60));
  expect(encodeKey(-0)).toEqual(encodeKey(0));
  expect(encodeKey(undefined)).toEqual(encodeKey(null));
  expect(encodeKey({ a: 1n, b: { c: 2n } })).toEqual(encodeKey({ a: 1, b: { c: 2 } }));
});

const anyNumber = fc.oneof(
  fc.bigInt({ min: -(2n ** 63n), max: MAX }),
  fc.double(),
  fc.integer(),
  fc.bigInt({ min: 2n ** 53n - 5n, max: 2n ** 53n + 5n }),
  fc.bigInt({ min: MAX - 5n, max: MAX }),
);
const anyValue = fc.oneof(
  anyNumber,
  anyNumber,
  fc.string({ unit: "binary" }),
  fc.string({ minLength: 40, maxLength: 60 }),
  fc.date({ noInvalidDate: true }),
  fc.boolean(),
  fc.constant(null),
  fc.uint8Array({ maxLength: 5 }).map((bytes) => new mongo.Binary(bytes)),
);

test("any two values have keys in the order of the values", () => {
  fc.assert(
    fc.property(anyValue, anyValue, (a, b) => {
      expect(Math.sign(Buffer.compare(encodeKey(a), encodeKey(b)))).toBe(Math.sign(compareValues(a, b)));
    }),
    { numRuns: 2000 },
  );
});

test("Decimal128 has no key", () => {
  expect(() => encodeKey(mongo.Decimal128.fromString("1"))).toThrow("Decimal128");
});
