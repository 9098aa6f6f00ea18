/**
 * Random documents, filters, orders and updates: the engine, with its indexes and plans, gives what the pure rules give.
 * On MongoDB the same test measures the pure rules themselves.
 */
import { describe, expect, test } from "@jest/globals";
import fc from "fast-check";
import { type mongo, Types } from "mongoose";
import { compileFilter } from "../query/match.ts";
import { compileSort } from "../query/sort.ts";
import { applyUpdate } from "../query/update.ts";
import type { Doc } from "../query/value.ts";
import { type Bench, change, comparable, type Row } from "./bench.ts";

const IDS = ["0123456789abcdef01234567", "0123456789abcdef01234568"].map((hex) => new Types.ObjectId(hex));

const scalar = fc.oneof(
  fc.integer({ min: -2, max: 2 }),
  fc.constantFrom(1n, 2n, 2n ** 53n, 2n ** 53n + 1n, -(2n ** 63n), 2n ** 63n - 1n),
  fc.constantFrom(0.5, 2 ** 53, -1e300, Number.POSITIVE_INFINITY),
  fc.constantFrom("", "a", "ab", "b", "\uE000", "\u{1F600}"),
  fc.constantFrom(null, true, false),
  fc.constantFrom(new Date(-1), new Date(0), new Date(1_700_000_000_123)),
  fc.constantFrom(...IDS),
);
const value = fc.oneof({ weight: 6, arbitrary: scalar }, { weight: 1, arbitrary: fc.array(scalar, { maxLength: 2 }) });
const nested = fc.record({ d: value }, { requiredKeys: [] });
const document = fc.record(
  { a: value, b: scalar, c: fc.oneof(nested, fc.array(nested, { maxLength: 2 }), scalar) },
  { requiredKeys: [] },
);
const documents = fc.array(document, { minLength: 1, maxLength: 12 });

const condition = fc.oneof(
  scalar,
  fc.record({ $gt: scalar }),
  fc.record({ $gte: scalar, $lt: scalar }),
  fc.record({ $lte: scalar }),
  fc.record({ $in: fc.array(scalar, { maxLength: 3 }) }),
  fc.record({ $ne: scalar }),
  fc.record({ $nin: fc.array(scalar, { maxLength: 2 }) }),
  fc.record({ $exists: fc.boolean() }),
  fc.record({ $not: fc.record({ $gte: scalar }) }),
);
const conditions = fc.record({ a: condition, b: condition, "c.d": condition }, { requiredKeys: [] });
const filter = fc.oneof(
  { weight: 4, arbitrary: conditions },
  {
    weight: 1,
    arbitrary: fc.record(
      { $or: fc.array(conditions, { minLength: 1, maxLength: 2 }), a: condition },
      { requiredKeys: ["$or"] },
    ),
  },
  { weight: 1, arbitrary: fc.record({ $and: fc.array(conditions, { minLength: 1, maxLength: 2 }) }) },
);
const direction = fc.constantFrom(1 as const, -1 as const);
const sort = fc.oneof(
  fc.record({ a: direction }),
  fc.record({ a: direction, b: direction }),
  fc.record({ b: direction, a: direction }),
  fc.record({ "c.d": direction }),
);

const update = fc.oneof(
  fc.record({ $set: fc.record({ a: value }) }),
  fc.record({ $set: fc.record({ a: value, "x.y": value }), $unset: fc.constant({ b: 1 }) }),
  fc.record({ $max: fc.record({ a: scalar }), $min: fc.record({ b: scalar }) }),
  fc.record({ $addToSet: fc.record({ list: value }) }),
  fc.record({ $inc: fc.record({ n: fc.constantFrom(1, 1n, 0.5, 2147483647, 2n ** 53n) }) }),
);

/**
 * One collection in two: bare, and with indexes that the plans can use. `b` never holds an array, because MongoDB refuses
 * an index over two arrays of one document.
 */
async function twoCollections(bench: Bench, docs: Doc[]) {
  const bare = await bench.collection(...docs);
  const indexed = await bench.collection(...docs);
  await indexed.createIndex({ a: 1, b: -1 });
  await indexed.createIndex({ b: 1 }, { sparse: true });
  await indexed.createIndex({ "c.d": -1 });
  await indexed.createIndex({ "c.d": 1, b: 1 }, { partialFilterExpression: { b: { $gte: 1 } } });
  await indexed.createIndex({ b: -1, a: 1 }, { partialFilterExpression: { a: { $exists: true } } });
  return [bare, indexed];
}

function numbered(docs: Doc[]): Row[] {
  return docs.map((doc, _id) => ({ _id, ...doc }));
}

/** A query: its filter, its order and a page size. */
type Ask = readonly [filter: Doc, sort: Doc, limit: number];
const asks: fc.Arbitrary<Ask[]> = fc.array(fc.tuple(filter, sort, fc.nat(3)), { minLength: 1, maxLength: 12 });

async function agreesOn(collection: mongo.Collection<Row>, rows: Row[], [query, keys, limit]: Ask): Promise<void> {
  // one total order: the engines are free in the order of equals
  const order = { ...keys, _id: 1 } as Record<string, 1 | -1>;
  const expected = rows
    .filter(compileFilter(query))
    .sort(compileSort(order))
    .map((row) => row._id);
  const found = await collection.find(query, { sort: order }).toArray();
  expect(found.map((row) => row._id)).toEqual(expected);
  const page = await collection.find(query, { sort: order, skip: 1, limit: limit + 1 }).toArray();
  expect(page.map((row) => row._id)).toEqual(expected.slice(1, limit + 2));
  expect(await collection.countDocuments(query)).toBe(expected.length);
}

export function describeAgreement(bench: Bench): void {
  describe("the engine agrees with the pure rules", () => {
    test("on which documents a filter selects, in which order", async () => {
      const property = fc.asyncProperty(documents, asks, async (docs, queries) => {
        const rows = numbered(docs);
        for (const collection of await twoCollections(bench, rows)) {
          for (const ask of queries) await agreesOn(collection, rows, ask);
        }
      });
      await fc.assert(property, { numRuns: 50 });
    }, 120_000);

    test("on what updates make of every document, and on the indexes after them", async () => {
      const changes = fc.array(fc.tuple(filter, update), { minLength: 1, maxLength: 6 });
      const property = fc.asyncProperty(documents, changes, asks, async (docs, updates, queries) => {
        const collections = await twoCollections(bench, numbered(docs));
        let rows = numbered(docs);
        for (const [query, update] of updates) {
          const matches = compileFilter(query);
          rows = rows.map((row) => (matches(row) ? applyUpdate({ ...row }, update, { isInsert: false }) : row));
          for (const collection of collections) await collection.updateMany(query, change(update));
        }
        for (const collection of collections) {
          const all = await collection.find({}, { sort: { _id: 1 } }).toArray();
          expect(all.map(comparable)).toStrictEqual(rows.map(comparable));
          for (const ask of queries) await agreesOn(collection, rows, ask);
        }
      });
      await fc.assert(property, { numRuns: 30 });
    }, 120_000);
  });
}
