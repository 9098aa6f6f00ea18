/** Filters, updates, orders and projections of collections, with the tables that the pure rules are proven on. */
import { describe, expect, test } from "@jest/globals";
import type { Doc } from "../query/value.ts";
import { type Bench, change, comparable } from "./bench.ts";
import { FILTER_CASES } from "./filter-cases.ts";
import { ARRAY_UPDATES, FIELD_UPDATES, REFUSED_UPDATES } from "./update-cases.ts";

export function describeFilters(bench: Bench): void {
  describe("filters", () => {
    test.each(FILTER_CASES)("%p", async (filter, matching, others) => {
      const docs = [...matching, ...others].map((doc, _id) => ({ _id, ...doc }));
      const collection = await bench.collection(...docs);
      const found = await collection.find(filter, { sort: { _id: 1 } }).toArray();
      expect(found.map((doc) => doc["_id"])).toEqual(matching.map((_, index) => index));
      expect(await collection.countDocuments(filter)).toBe(matching.length);
    });

    test.each<Doc>([
      { $or: [] },
      { a: { $in: 1 } },
      { a: { $mod: [0, 1] } },
      { a: { $not: {} } },
      { a: { $regex: "(" } },
    ])("refused as bad values: %p", async (filter) => {
      const collection = await bench.collection({ a: 1 });
      await expect(collection.find(filter).toArray()).rejects.toMatchObject({ name: "MongoServerError" });
    });

    test("an _id range and an equality agree with a scan", async () => {
      const collection = await bench.collection(
        ...Array.from({ length: 50 }, (_, n) => ({ _id: n, even: n % 2 === 0 })),
      );
      const found = await collection.find({ _id: { $gte: 10, $lt: 14 }, even: true }).toArray();
      expect(found.map((doc) => doc["_id"]).sort()).toEqual([10, 12]);
    });
  });
}

export function describeUpdates(bench: Bench): void {
  describe("updates", () => {
    test.each([...FIELD_UPDATES, ...ARRAY_UPDATES])("%p with %p", async (before, update, after) => {
      const _id = (before["_id"] ?? "one") as number | string;
      const collection = await bench.collection({ _id, ...before });
      const result = await collection.updateOne({ _id }, update);
      expect(result).toMatchObject({ matchedCount: 1, upsertedCount: 0 });
      expect(comparable(await collection.findOne({ _id }))).toStrictEqual(comparable({ _id, ...after }));
    });

    const byOperators = REFUSED_UPDATES.filter(([, , update]) => Object.keys(update)[0]?.startsWith("$"));
    test.each(byOperators)("refused with code %i and nothing written: %p with %p", async (code, before, update) => {
      const _id = (before["_id"] ?? "one") as number | string;
      const collection = await bench.collection({ _id, ...before });
      await expect(collection.updateOne({ _id }, update)).rejects.toMatchObject({ name: "MongoServerError", code });
      expect(await collection.findOne({ _id })).toEqual({ _id, ...before });
    });

    test("$currentDate writes the server's time as a date", async () => {
      const collection = await bench.collection({ _id: 1 });
      await collection.updateOne({ _id: 1 }, change({ $currentDate: { at: true } }));
      expect((await collection.findOne({ _id: 1 }))?.["at"]).toBeInstanceOf(Date);
    });

    test("the positional $ is the element that the filter matched", async () => {
      const collection = await bench.collection({ _id: 1, items: [{ sku: "a" }, { sku: "b" }] });
      await collection.updateOne({ _id: 1, "items.sku": "b" }, { $set: { "items.$.qty": 2 } });
      expect(await collection.findOne({ _id: 1 })).toEqual({ _id: 1, items: [{ sku: "a" }, { sku: "b", qty: 2 }] });
    });

    test("$[name] is every element that its array filter matches", async () => {
      const collection = await bench.collection({ _id: 1, items: [{ qty: 1 }, { qty: 2 }, { qty: 3 }] });
      const arrayFilters = [{ "item.qty": { $gte: 2 } }];
      await collection.updateOne({ _id: 1 }, change({ $inc: { "items.$[item].qty": 10 } }), { arrayFilters });
      expect(await collection.findOne({ _id: 1 })).toEqual({ _id: 1, items: [{ qty: 1 }, { qty: 12 }, { qty: 13 }] });
    });
  });
}

export function describeOrders(bench: Bench): void {
  const DOCS = [
    { _id: "text", a: "x" },
    { _id: "two", a: 2n },
    { _id: "none" },
    { _id: "one", a: 1 },
    { _id: "empty", a: [] },
  ];

  describe("orders, pages and projections", () => {
    test("values sort over types, missing as null, an empty array before it", async () => {
      const collection = await bench.collection(...DOCS);
      const up = await collection.find({}, { sort: { a: 1 } }).toArray();
      const down = await collection.find({}, { sort: { a: -1 } }).toArray();
      expect(up.map((doc) => doc["_id"])).toEqual(["empty", "none", "one", "two", "text"]);
      expect(down.map((doc) => doc["_id"])).toEqual(["text", "two", "one", "none", "empty"]);
    });

    test("an indexed order is the same order", async () => {
      const docs = DOCS.filter((doc) => !Array.isArray(doc.a)).concat(
        { _id: "big", a: 2n ** 53n + 1n },
        { _id: "bigger", a: 2n ** 53n + 2n },
      );
      const collection = await bench.collection(...docs);
      await collection.createIndex({ a: 1 });
      const up = await collection.find({}, { sort: { a: 1, _id: 1 } }).toArray();
      expect(up.map((doc) => doc["_id"])).toEqual(["none", "one", "two", "big", "bigger", "text"]);
      const big = await collection.find({ a: { $gt: 2n ** 53n } }, { sort: { a: -1 } }).toArray();
      expect(big.map((doc) => doc["_id"])).toEqual(["bigger", "big"]);
    });

    test("skip and limit cut the sorted result", async () => {
      const collection = await bench.collection(...Array.from({ length: 9 }, (_, n) => ({ _id: n, group: n % 3 })));
      const page = await collection.find({}, { sort: { group: 1, _id: -1 }, skip: 2, limit: 3 }).toArray();
      expect(page.map((doc) => doc["_id"])).toEqual([0, 7, 4]);
    });

    test.each<[Doc, Doc]>([
      [{ a: 1 }, { _id: 1, a: { b: 1, c: 2 } }],
      [{ "a.b": 1, _id: 0 }, { a: { b: 1 } }],
      [{ a: 0 }, { _id: 1, list: [{ x: 1, y: 2 }] }],
      [{ "list.x": 1 }, { _id: 1, list: [{ x: 1 }] }],
      [
        { "list.x": 0, a: 0 },
        { _id: 1, list: [{ y: 2 }] },
      ],
    ])("projection %p", async (projection, expected) => {
      const collection = await bench.collection({ _id: 1, a: { b: 1, c: 2 }, list: [{ x: 1, y: 2 }] });
      expect(await collection.findOne({}, { projection })).toEqual(expected);
    });

    test("a projection of both kinds is refused", async () => {
      const collection = await bench.collection({ _id: 1, a: 1, b: 1 });
      await expect(collection.findOne({}, { projection: { a: 1, b: 0 } })).rejects.toMatchObject({ code: 31254 });
    });
  });
}
