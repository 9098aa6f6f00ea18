/** Goal: an upsert starts from exactly the values that its filter fixes. */
import { expect, test } from "@jest/globals";
import { seedFromFilter } from "./upsert.ts";
import type { Doc } from "./value.ts";

test.each<[Doc, Doc]>([
  [{}, {}],
  [
    { _id: 1, a: "x" },
    { _id: 1, a: "x" },
  ],
  [{ a: { $eq: 1n }, b: { $gt: 1 }, c: { $in: [1, 2] }, d: { $exists: false } }, { a: 1n }],
  [{ "a.b": 1, "a.c": 2 }, { a: { b: 1, c: 2 } }],
  [{ a: { b: 1 } }, { a: { b: 1 } }],
  [{ $and: [{ a: 1 }, { b: { $eq: 2 } }] }, { a: 1, b: 2 }],
  [{ $or: [{ a: 1 }] }, { a: 1 }],
  [{ $or: [{ a: 1 }, { b: 1 }] }, {}],
  [
    { a: { $in: [1] }, b: { $all: [2] } },
    { a: 1, b: 2 },
  ],
  [{ a: /x/, b: { $in: [/x/] } }, {}],
  [{ a: { $not: { $eq: 1 } }, $nor: [{ b: 1 }] }, {}],
])("%p starts as %p", (filter, seed) => expect(seedFromFilter(filter)).toStrictEqual(seed));

test.each<[number, Doc]>([
  [54, { a: 1, $and: [{ a: 1 }] }],
  [111, { a: { b: 1 }, "a.b": 1 }],
])("code %i, a path fixed twice: %p", (code, filter) => {
  expect(() => seedFromFilter(filter)).toThrow(expect.objectContaining({ code }));
});
