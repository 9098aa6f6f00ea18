/** Goal: updates do what MongoDB does, to the type and error code. Method: tables of before/update/after, error codes, properties. */
import { describe, expect, test } from "@jest/globals";
import fc from "fast-check";
import { normalise } from "../bson.ts";
import { UnsupportedFeatureError } from "../errors.ts";
import { comparable } from "../testing/bench.ts";
import { ARRAY_UPDATES, FIELD_UPDATES, REFUSED_UPDATES } from "../testing/update-cases.ts";
import { applyUpdate } from "./update.ts";
import type { Doc } from "./value.ts";

const NOW = new Date("2026-03-01T00:00:00Z");

function update(doc: Doc, change: Doc, more: Partial<Parameters<typeof applyUpdate>[2]> = {}): Doc {
  return applyUpdate(freeze(doc), freeze(normalise(change) as Doc), { isInsert: false, now: () => NOW, ...more });
}

/** A frozen input proves that nothing is mutated: modules run in strict mode. */
function freeze<T>(value: T): T {
  const plain = Array.isArray(value) || (typeof value === "object" && value?.constructor === Object);
  if (plain) Object.values(Object.freeze(value) as object).forEach(freeze);
  return value;
}

describe("operators on fields", () => {
  test.each(FIELD_UPDATES)("%p with %p", (before, change, after) => {
    expect(comparable(update(before, change))).toStrictEqual(comparable(after));
  });

  test.each<[Doc, Doc, Doc]>([
    [{}, { $currentDate: { a: true, b: { $type: "date" } } }, { a: NOW, b: NOW }],
    [{ _id: 1, a: 1 }, { b: 2 }, { _id: 1, b: 2 }],
    [{ _id: 1, a: 1 }, {}, { _id: 1 }],
  ])("clock and replacement: %p with %p", (before, change, after) => {
    expect(update(before, change)).toStrictEqual(after);
  });

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
  test.each(ARRAY_UPDATES)("%p with %p", (before, change, after) => {
    expect(comparable(update(before, change))).toStrictEqual(comparable(after));
  });

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
  test.each(REFUSED_UPDATES)("code %i: %p with %p", (code, doc, change) => {
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
