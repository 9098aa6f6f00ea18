/** Goal: updates do what MongoDB does, to the type and error code. Method: tables of before/update/after, error codes, properties. */
import { describe, expect, test } from "@jest/globals";
import fc from "fast-check";
import { mongo } from "mongoose";
import { UnsupportedFeatureError } from "../errors.ts";
import { applyUpdate } from "./update.ts";
import type { Doc } from "./value.ts";

const MAX = 2n ** 63n - 1n;
const NOW = new Date("2026-03-01T00:00:00Z");

function update(doc: Doc, change: Doc, more: Partial<Parameters<typeof applyUpdate>[2]> = {}): Doc {
  return applyUpdate(freeze(doc), freeze(change), { isInsert: false, now: () => NOW, ...more });
}

/** A frozen input proves that nothing is mutated: modules run in strict mode. */
function freeze<T>(value: T): T {
  const plain = Array.isArray(value) || (typeof value === "object" && value?.constructor === Object);
  if (plain) Object.values(Object.freeze(value) as object).forEach(freeze);
  return value;
}

describe("operators on fields", () => {
  test.each<[Doc, Doc, Doc]>([
    [{ a: 1 }, { $set: { a: 2, b: 3 } }, { a: 2, b: 3 }],
    [{}, { $set: { "a.b.c": 1, "a.d": 2 } }, { a: { b: { c: 1 }, d: 2 } }],
    [{ a: [1] }, { $set: { "a.3": 4 } }, { a: [1, null, null, 4] }],
    [{ a: [{ b: 1 }] }, { $set: { "a.0.b": 2 } }, { a: [{ b: 2 }] }],
    [{}, { $set: { "a.0": 1 } }, { a: { 0: 1 } }],
    [{ a: null }, { $set: { a: undefined } }, { a: null }],
    [{ a: 1 }, { $set: { a: mongo.Long.fromNumber(5) } }, { a: 5n }],
    [{ a: 1, b: { c: 1, d: 1 } }, { $unset: { a: "", "b.c": "", "x.y": "" } }, { b: { d: 1 } }],
    [{ a: [1, 2] }, { $unset: { "a.0": 1 } }, { a: [null, 2] }],
    [{ a: 1 }, { $inc: { a: 2, b: 3 } }, { a: 3, b: 3 }],
    [{ a: 1n }, { $inc: { a: 2 } }, { a: 3n }],
    [{ a: 1 }, { $inc: { a: 2n } }, { a: 3n }],
    [{ a: 2n ** 53n }, { $inc: { a: 1n } }, { a: 2n ** 53n + 1n }],
    [{ a: MAX }, { $inc: { a: -1 } }, { a: MAX - 1n }],
    [{ a: 1n }, { $inc: { a: 0.5 } }, { a: 1.5 }],
    [{ a: 2147483647 }, { $inc: { a: 1 } }, { a: 2147483648n }],
    [{ a: -2147483648 }, { $inc: { a: -1 } }, { a: -2147483649n }],
    [{ a: 3, b: 3n }, { $mul: { a: 2, b: 2, c: 2n, d: 2 } }, { a: 6, b: 6n, c: 0n, d: 0 }],
    [{ a: 65536 }, { $mul: { a: 65536 } }, { a: 4294967296n }],
    [{ a: 5, b: 5n }, { $min: { a: 3, b: 7, c: 1 } }, { a: 3, b: 5n, c: 1 }],
    [{ a: 5, b: 5n, d: NOW }, { $max: { a: 3, b: 7, c: 1, d: new Date(0) } }, { a: 5, b: 7, c: 1, d: NOW }],
    [{ a: null }, { $max: { a: 1 } }, { a: 1 }],
    [{ a: 1, x: { y: 2 } }, { $rename: { a: "b", "x.y": "c", none: "d" } }, { x: {}, b: 1, c: 2 }],
    [{}, { $currentDate: { a: true, b: { $type: "date" } } }, { a: NOW, b: NOW }],
    [{ a: 6, b: 6n }, { $bit: { a: { and: 3 }, b: { or: 1n }, c: { xor: 5 } } }, { a: 2, b: 7n, c: 5 }],
    [{ a: 1 }, { $setOnInsert: { b: 2 } }, { a: 1 }],
    [{ _id: 1, a: 1 }, { $set: { _id: 1, a: 2 } }, { _id: 1, a: 2 }],
    [{ _id: 1, a: 1 }, { b: 2 }, { _id: 1, b: 2 }],
    [{ _id: 1, a: 1 }, {}, { _id: 1 }],
  ])("%p with %p", (before, change, after) => expect(update(before, change)).toStrictEqual(after));

  test("new fields are added in the order of their names", () => {
    expect(Object.keys(update({ z: 1 }, { $set: { b: 1 }, $inc: { a: 1 } }))).toEqual(["z", "a", "b"]);
  });

  test("$setOnInsert applies to an insert only", () => {
    expect(update({ _id: 1 }, { $setOnInsert: { a: 1 }, $inc: { b: 1n } }, { isInsert: true })).toEqual({
      _id: 1,
      a: 1,
      b: 1n,
    });
  });

  test("a field called __proto__ stays a field", () => {
    const result = update({}, { $set: JSON.parse('{"__proto__": {"admin": true}}') as Doc });
    expect(Object.keys(result)).toEqual(["__proto__"]);
    expect(result["admin"]).toBeUndefined();
  });

  test("what did not change is shared, what did is copied", () => {
    const doc = { a: { b: 1 }, c: { d: [1] } };
    const result = update(doc, { $set: { "a.b": 2 } });
    expect(result["c"]).toBe(doc.c);
    expect(doc.a.b).toBe(1);
  });
});

describe("operators on arrays", () => {
  test.each<[Doc, Doc, Doc]>([
    [{ a: [1] }, { $push: { a: 2, b: 3 } }, { a: [1, 2], b: [3] }],
    [{ a: [1] }, { $push: { a: [2, 3] } }, { a: [1, [2, 3]] }],
    [{ a: [1] }, { $push: { a: { $each: [2, 3] } } }, { a: [1, 2, 3] }],
    [{ a: [1, 4] }, { $push: { a: { $each: [2, 3], $position: 1 } } }, { a: [1, 2, 3, 4] }],
    [{ a: [1, 4] }, { $push: { a: { $each: [3], $position: -1 } } }, { a: [1, 3, 4] }],
    [{ a: [3, 1] }, { $push: { a: { $each: [2], $sort: -1, $slice: 2 } } }, { a: [3, 2] }],
    [{ a: [1, 2] }, { $push: { a: { $each: [3], $slice: -2 } } }, { a: [2, 3] }],
    [{ a: [{ n: 2 }] }, { $push: { a: { $each: [{ n: 1 }], $sort: { n: 1 } } } }, { a: [{ n: 1 }, { n: 2 }] }],
    [{ a: [1n] }, { $addToSet: { a: 1, b: 1 } }, { a: [1n], b: [1] }],
    [{ a: [Buffer.from("x")] }, { $addToSet: { a: Buffer.from("y") } }, { a: [Buffer.from("x"), Buffer.from("y")] }],
    [{ a: [1] }, { $addToSet: { a: { $each: [1, 2, 2] } } }, { a: [1, 2] }],
    [{ a: [1, 2, 3] }, { $pop: { a: 1, b: 1 } }, { a: [1, 2] }],
    [{ a: [1, 2, 3] }, { $pop: { a: -1 } }, { a: [2, 3] }],
    [{ a: [1, 2, 1n] }, { $pull: { a: 1, b: 1 } }, { a: [2] }],
    [{ a: [1, 5, 9] }, { $pull: { a: { $gte: 5 } } }, { a: [1] }],
    [{ a: [{ b: 1, c: 1 }, { b: 2 }] }, { $pull: { a: { b: 1 } } }, { a: [{ b: 2 }] }],
    [{ a: [{ b: [1] }] }, { $pull: { a: { b: { $elemMatch: { $eq: 1 } } } } }, { a: [] }],
    [{ a: [1, 2, 3] }, { $pullAll: { a: [1, 3n] } }, { a: [2] }],
    [{ a: [1, 2] }, { $inc: { "a.$[]": 10 } }, { a: [11, 12] }],
    [{ a: [{ b: [1] }, { b: [2] }] }, { $set: { "a.$[].b.$[]": 0 } }, { a: [{ b: [0] }, { b: [0] }] }],
  ])("%p with %p", (before, change, after) => expect(update(before, change)).toStrictEqual(after));

  test.each<[Doc, Doc, Doc]>([
    [{ "items.sku": "b" }, { $set: { "items.$.qty": 9 } }, { items: [{ sku: "a" }, { sku: "b", qty: 9 }] }],
    [{ items: { $elemMatch: { sku: "a" } } }, { $unset: { "items.$.sku": 1 } }, { items: [{}, { sku: "b" }] }],
    [{ $and: [{ "items.sku": "b" }] }, { $set: { "items.$": 1 } }, { items: [{ sku: "a" }, 1] }],
  ])("$ is the element that %p matched", (filter, change, after) => {
    expect(update({ items: [{ sku: "a" }, { sku: "b" }] }, change, { filter })).toStrictEqual(after);
  });

  test("$[name] is every element that its filter matches", () => {
    const arrayFilters = [{ "item.qty": { $gte: 2 }, "item.sku": { $ne: "c" } }];
    const before = { items: [{ qty: 1 }, { qty: 2 }, { qty: 3, sku: "c" }, { qty: 4 }] };
    expect(update(before, { $inc: { "items.$[item].qty": 10 } }, { arrayFilters })).toEqual({
      items: [{ qty: 1 }, { qty: 12 }, { qty: 3, sku: "c" }, { qty: 14 }],
    });
  });

  test("two conditions on one array leave $ without a meaning", () => {
    const filter = { "a.b": 1, "a.c": 2 };
    expect(() => update({ a: [{ b: 1, c: 2 }] }, { $set: { "a.$.d": 1 } }, { filter })).toThrow(
      UnsupportedFeatureError,
    );
  });
});

describe("errors are MongoDB's", () => {
  test.each<[number, Doc, Doc]>([
    [14, { a: "x" }, { $inc: { a: 1 } }],
    [14, { a: null }, { $inc: { a: 1 } }],
    [14, { a: 1 }, { $inc: { a: "1" } }],
    [14, { a: true }, { $mul: { a: 2 } }],
    [2, { a: MAX }, { $inc: { a: 1 } }],
    [2, { a: -MAX }, { $inc: { a: -2n } }],
    [2, { a: MAX }, { $mul: { a: 2 } }],
    [2, { a: 1 }, { $push: { a: 1 } }],
    [2, { a: null }, { $push: { a: 1 } }],
    [2, { a: [] }, { $push: { a: { $each: 1 } } }],
    [2, { a: [] }, { $push: { a: { $each: [], $wat: 1 } } }],
    [2, { a: [] }, { $push: { a: { $each: [], $slice: 1.5 } } }],
    [2, { a: 1 }, { $addToSet: { a: 1 } }],
    [14, { a: 1 }, { $pop: { a: 1 } }],
    [9, { a: [1] }, { $pop: { a: 2 } }],
    [2, { a: 1 }, { $pull: { a: 1 } }],
    [2, { a: [1] }, { $pullAll: { a: 1 } }],
    [28, { a: 1 }, { $set: { "a.b": 1 } }],
    [28, { a: null }, { $set: { "a.b": 1 } }],
    [28, { a: [1] }, { $set: { "a.b": 1 } }],
    [28, { a: [{ b: 1 }] }, { $inc: { "a.b": 1 } }],
    [2, {}, { $set: { "a.$[].b": 1 } }],
    [2, { a: 1 }, { $set: { "a.$[]": 1 } }],
    [2, { a: [1] }, { $set: { "a.$": 1 } }],
    [2, { a: [1] }, { $set: { "a.$[x]": 1 } }],
    [2, { a: [] }, { $set: { "a.2000000": 1 } }],
    [40, {}, { $set: { a: 1 }, $inc: { a: 1 } }],
    [40, {}, { $set: { a: 1, "a.b": 1 } }],
    [40, {}, { $set: { "a.b": 1 }, $unset: { a: 1 } }],
    [40, {}, { $set: { a: 1 }, $setOnInsert: { a: 2 } }],
    [40, { a: 1 }, { $rename: { a: "b" }, $set: { b: 1 } }],
    [66, { _id: 1 }, { $set: { _id: 2 } }],
    [66, { _id: 1 }, { $unset: { _id: 1 } }],
    [66, { _id: 1 }, { $inc: { _id: 1 } }],
    [66, { _id: 1, a: 2 }, { $rename: { a: "_id" } }],
    [66, { _id: 1 }, { _id: 2, a: 1 }],
    [9, {}, { $set: { a: 1 }, b: 1 }],
    [9, {}, { $set: "x" }],
    [52, {}, { b: 1, $set: { a: 1 } }],
    [52, {}, { $set: { "a.$x": 1 } }],
    [56, {}, { $set: { "": 1 } }],
    [56, {}, { $set: { "a..b": 1 } }],
    [2, { a: [{ b: 1 }] }, { $rename: { "a.0.b": "c" } }],
    [2, { a: 1.5 }, { $bit: { a: { and: 1 } } }],
    [2, {}, { $currentDate: { a: 1 } }],
  ])("code %i: %p with %p", (code, doc, change) => {
    expect(() => update(doc, change)).toThrow(expect.objectContaining({ name: "MongoServerError", code }));
  });

  test("an array filter that nothing uses is refused (code 9)", () => {
    expect(() => update({ a: [] }, { $set: { b: 1 } }, { arrayFilters: [{ x: 1 }] })).toThrow(
      expect.objectContaining({ code: 9 }),
    );
  });

  test("no error message carries a field's content", () => {
    const secret = "4111111111111111";
    for (const change of [
      { $inc: { card: 1 } },
      { $push: { card: 1 } },
      { $set: { "card.x": 1 } },
      { $pop: { card: 1 } },
    ]) {
      expect(() => update({ card: secret }, change)).toThrow(
        expect.not.objectContaining({ message: expect.stringContaining(secret) }),
      );
    }
  });

  test.each<[Doc | Doc[]]>([
    [[{ $set: { a: 1 } }]],
    [{ $wat: { a: 1 } }],
    [{ $currentDate: { a: { $type: "timestamp" } } }],
  ])("unsupported: %p", (change) =>
    expect(() => applyUpdate({}, change, { isInsert: false })).toThrow(UnsupportedFeatureError),
  );
});

describe("properties", () => {
  const int64 = fc.bigInt({ min: -(2n ** 62n), max: 2n ** 62n - 1n });

  test("$inc by x, then by -x, is where it began, to the last unit", () => {
    fc.assert(
      fc.property(int64, int64, (balance, amount) => {
        const up = update({ balance }, { $inc: { balance: amount } });
        expect(up["balance"]).toBe(balance + amount);
        expect(update(up, { $inc: { balance: -amount } })).toEqual({ balance });
      }),
    );
  });

  test("$set then $unset of a new path's root restores the document", () => {
    fc.assert(
      fc.property(fc.dictionary(fc.constantFrom("a", "b"), fc.integer()), fc.integer(), (doc, value) => {
        const set = update(doc, { $set: { "new.deep.path": value } });
        expect(update(set, { $unset: { new: 1 } })).toEqual({ ...doc });
      }),
    );
  });

  test("$addToSet twice is $addToSet once", () => {
    fc.assert(
      fc.property(fc.array(fc.integer()), fc.integer(), (a, value) => {
        const once = update({ a }, { $addToSet: { a: value } });
        expect(update(once, { $addToSet: { a: value } })).toEqual(once);
      }),
    );
  });
});
