/** Goal: documents sort as in MongoDB, arrays by their least or greatest element. */
import { describe, expect, test } from "@jest/globals";
import { UnsupportedFeatureError } from "../errors.ts";
import { compileSort, type Sort } from "./sort.ts";
import type { Doc } from "./value.ts";

/** The `_id`s in the order of the sort. */
function order(docs: readonly Doc[], sort: Sort): unknown[] {
  return [...docs].sort(compileSort(sort)).map((doc) => doc["_id"]);
}

describe("compileSort", () => {
  const MIXED = [
    { _id: "text", a: "x" },
    { _id: "two", a: 2n },
    { _id: "none" },
    { _id: "one", a: 1 },
    { _id: "empty", a: [] },
  ];

  test("ascending and descending over types, missing as null, an empty array before it", () => {
    expect(order(MIXED, { a: 1 })).toEqual(["empty", "none", "one", "two", "text"]);
    expect(order(MIXED, { a: -1 })).toEqual(["text", "two", "one", "none", "empty"]);
  });

  test("arrays count by their least element upwards and by their greatest downwards", () => {
    const docs = [
      { _id: 1, a: [5, 1] },
      { _id: 2, a: 3 },
      { _id: 3, a: [2, 4] },
    ];
    expect(order(docs, { a: 1 })).toEqual([1, 3, 2]);
    expect(order(docs, { a: -1 })).toEqual([1, 3, 2]);
  });

  test("paths reach into arrays of documents", () => {
    const docs = [
      { _id: 1, a: [{ b: 9 }, { b: 2 }] },
      { _id: 2, a: { b: 1 } },
      { _id: 3, a: [{ c: 1 }] },
      { _id: 4, a: [{ b: [0] }] },
    ];
    expect(order(docs, { "a.b": 1 })).toEqual([3, 4, 2, 1]);
    expect(order(docs, { "a.b": -1 })).toEqual([1, 2, 4, 3]);
    expect(order(docs, { "a.0.b": -1 })).toEqual([1, 4, 2, 3]);
  });

  test.each<Sort>([
    { a: -1, _id: "asc" },
    new Map<string, unknown>([
      ["a", "desc"],
      ["_id", 1],
    ]),
    [
      ["a", "descending"],
      ["_id", "ascending"],
    ],
  ])("several keys, in every notation: %p", (sort) => {
    const docs = [
      { _id: 2, a: 1 },
      { _id: 1, a: 1 },
      { _id: 3, a: 2 },
    ];
    expect(order(docs, sort)).toEqual([3, 1, 2]);
  });

  test("an empty sort keeps the order", () => {
    expect(order(MIXED, {})).toEqual(MIXED.map((doc) => doc._id));
  });

  test("refuses other directions", () => {
    expect(() => compileSort({ a: 2 })).toThrow(expect.objectContaining({ code: 2 }));
    expect(() => compileSort({ a: { $meta: "textScore" } })).toThrow(UnsupportedFeatureError);
  });
});
