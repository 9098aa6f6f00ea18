/** Goal: a pipeline's money is exact, its groups are MongoDB's, and what is not safe has a name. Method: tables and a property. */
import { describe, expect, test } from "@jest/globals";
import fc from "fast-check";
import { mongo } from "mongoose";
import { UnsupportedFeatureError } from "../errors.ts";
import type { Doc } from "../query/value.ts";
import { groupKey } from "./group-key.ts";
import { runPipeline } from "./run-pipeline.ts";

const BIG = 2n ** 53n + 1n;
const MAX = 2n ** 63n - 1n;
const ID = new mongo.ObjectId("0123456789abcdef01234567");

function run(documents: Doc[], pipeline: Doc[], others: Record<string, Doc[]> = {}): Doc[] {
  return runPipeline(documents, pipeline, (name) => others[name] ?? []);
}

/** The value of one expression over one document. */
function evaluate(expression: unknown, doc: Doc = {}): unknown {
  return run([doc], [{ $project: { _id: 0, value: expression } }])[0]?.["value"];
}

describe("expressions", () => {
  test.each<[unknown, unknown]>([
    [{ $add: ["$big", 1] }, BIG + 1n],
    [{ $add: ["$one", 0.5] }, 1.5],
    [{ $add: ["$day", 1000] }, new Date(1000)],
    [{ $add: [2147483647, 1] }, 2147483648n],
    [{ $add: ["$big", "$none"] }, null],
    [{ $subtract: ["$big", 1n] }, BIG - 1n],
    [{ $subtract: ["$day", "$day"] }, 0n],
    [{ $multiply: ["$big", 3] }, BIG * 3n],
    [{ $divide: [7n, 2] }, 3.5],
    [{ $mod: ["$big", 10] }, BIG % 10n],
    [{ $mod: [-7, 3] }, -1],
    [{ $abs: { $subtract: [0n, "$big"] } }, BIG],
    [{ $floor: "$big" }, BIG],
    [{ $ceil: 1.2 }, 2],
    [{ $sum: ["$big", "$one", "text"] }, BIG + 1n],
    [{ $max: ["$big", 2 ** 53] }, BIG],
    [{ $toLong: "9007199254740993" }, BIG],
    [{ $toString: "$big" }, "9007199254740993"],
    [{ $eq: ["$big", 2 ** 53] }, false],
    [{ $eq: ["$one", 1] }, true],
    [{ $gt: ["$big", 2n ** 53n] }, true],
    [{ $cmp: ["$none", null] }, -1],
    [{ $eq: [Buffer.from("a"), Buffer.from("b")] }, false],
    [{ $in: [1, ["$one"]] }, true],
    [{ $cond: [{ $gte: ["$big", 1] }, "rich", "poor"] }, "rich"],
    [{ $ifNull: ["$none", "$big"] }, BIG],
    [{ $reduce: { input: "$list", initialValue: 0n, in: { $add: ["$$value", "$$this"] } } }, BIG + 2n],
    [{ $size: { $filter: { input: "$list", cond: { $gt: ["$$this", 2n] } } } }, 1],
  ])("%p is %p", (expression, expected) => {
    const doc = { big: BIG, one: 1n, day: new Date(0), list: [2n, BIG] };
    expect(evaluate(expression, doc)).toStrictEqual(expected);
  });

  test.each<[number, unknown]>([
    [2, { $add: [MAX, 1n] }],
    [2, { $multiply: [MAX, 2] }],
    [2, { $subtract: [-MAX, 2n] }],
    [2, { $divide: [1, 0] }],
    [2, { $mod: [1n, 0] }],
    [14, { $add: ["text", 1] }],
    [14, { $multiply: ["text", 1] }],
    [241, { $toLong: "1.5" }],
  ])("code %i: %p", (code, expression) => {
    expect(() => evaluate(expression)).toThrow(expect.objectContaining({ name: "MongoServerError", code }));
  });

  test.each<unknown>([
    { $toInt: 1n },
    { $toDecimal: 1 },
    { $setUnion: [[1], [1n]] },
    { $sqrt: 4n },
    { $function: { body: "return 1" } },
    { $sortArray: { input: [1n], sortBy: 1 } },
    { $sum: [mongo.Decimal128.fromString("1")] },
  ])("unsupported: %p", (expression) => {
    expect(() => evaluate(expression)).toThrow(UnsupportedFeatureError);
  });
});

describe("groups", () => {
  test("a sum of int64 is the sum, whatever the amounts", () => {
    const amounts = fc.array(fc.bigInt({ min: -(2n ** 55n), max: 2n ** 55n }), { maxLength: 50 });
    fc.assert(
      fc.property(amounts, (list) => {
        const documents = list.map((amount) => ({ amount }));
        const [row] = run(documents, [{ $group: { _id: null, total: { $sum: "$amount" } } }]);
        expect(BigInt((row?.["total"] ?? 0) as bigint)).toBe(list.reduce((sum, amount) => sum + amount, 0n));
      }),
    );
  });

  test("a sum beyond int64 is an error, not a rounded number", () => {
    const sum = () => run([{ a: MAX }, { a: 1n }], [{ $group: { _id: null, total: { $sum: "$a" } } }]);
    expect(sum).toThrow(expect.objectContaining({ code: 2 }));
  });

  test("every accumulator, over numbers of mixed types", () => {
    const documents = [{ g: 1, a: 3n }, { g: 1n, a: 1 }, { g: 1, a: 1n }, { g: 1 }];
    const fields = {
      sum: { $sum: "$a" },
      count: { $sum: 1 },
      n: { $count: {} },
      average: { $avg: "$a" },
      least: { $min: "$a" },
      most: { $max: "$a" },
      set: { $addToSet: "$a" },
      first: { $first: "$a" },
      all: { $push: "$a" },
    };
    const [row, ...rest] = run(documents, [{ $group: { _id: "$g", ...fields } }]);
    expect(rest).toEqual([]);
    expect(row).toMatchObject({ _id: 1, sum: 5n, count: 4, n: 4, average: 5 / 3, least: 1, most: 3n, first: 3n });
    expect(row?.["all"]).toEqual([3n, 1, 1n]);
    expect(row?.["set"]).toHaveLength(2);
  });

  test.each<[string, unknown, unknown, boolean]>([
    ["numbers of two types", 1, 1n, true],
    ["neighbours above 2^53", 2 ** 53, BIG, false],
    ["number and text", 1, "1", false],
    ["missing and null", undefined, null, true],
    ["bytes of two contents", Buffer.from("a"), Buffer.from("b"), false],
    ["bytes of one content", Buffer.from("a"), new mongo.Binary(Buffer.from("a")), true],
    ["ids", ID, new mongo.ObjectId(ID.toHexString()), true],
    ["an id and its text", ID, ID.toHexString(), false],
    ["documents by field order", { a: 1, b: 2 }, { b: 2, a: 1 }, false],
    ["a date and its number", new Date(1), 1, false],
    ["text that looks like a key", 'x"', "x", false],
  ])("one key or two: %s", (_, a, b, same) => expect(groupKey(a) === groupKey(b)).toBe(same));
});

describe("stages", () => {
  test("$match, also with $expr, and $sort follow the store's rules", () => {
    const documents = [
      { _id: 1, a: BIG, b: 2n ** 53n },
      { _id: 2, a: 1, b: 5 },
      { _id: 3, a: BIG + 1n, b: 1 },
    ];
    const pipeline = [{ $match: { a: { $gt: 2 }, $expr: { $gt: ["$a", "$b"] } } }, { $sort: { a: -1 } }];
    expect(run(documents, pipeline).map((doc) => doc["_id"])).toEqual([3, 1]);
  });

  test("$lookup joins by value, null to missing, arrays by element, and keeps the foreign order", () => {
    const others = { shops: [{ _id: 2, code: 1n }, { _id: 1, code: 1 }, { _id: 3 }, { _id: 4, code: ID }] };
    const stage = { $lookup: { from: "shops", localField: "shop", foreignField: "code", as: "found" } };
    const joined = run([{ shop: 1 }, {}, { shop: [1, ID] }, { shop: "1" }], [stage], others);
    const ids = joined.map((doc) => (doc["found"] as Doc[]).map((shop) => shop["_id"]));
    expect(ids).toEqual([[2, 1], [3], [2, 1, 4], []]);
  });

  test("$facet, $unwind, $addFields and $count", () => {
    const documents = [{ a: [1n, 2n] }, { a: [3n] }];
    const pipeline = [
      { $unwind: "$a" },
      { $addFields: { double: { $multiply: ["$a", 2] } } },
      { $facet: { sum: [{ $group: { _id: null, s: { $sum: "$double" } } }], n: [{ $count: "n" }] } },
    ];
    expect(run(documents, pipeline)).toEqual([{ sum: [{ _id: null, s: 12n }], n: [{ n: 3 }] }]);
  });

  test("the documents that came in are not changed", () => {
    const documents = [Object.freeze({ _id: 1, a: Object.freeze([2n, 1n]) })];
    run(documents as unknown as Doc[], [{ $addFields: { b: 1 } }, { $sort: { a: 1 } }, { $unwind: "$a" }]);
    expect(documents).toEqual([{ _id: 1, a: [2n, 1n] }]);
  });

  test.each<Doc>([
    { $bucket: { groupBy: "$a", boundaries: [1n, 2n] } },
    { $unionWith: "other" },
    { $sample: { size: 1 } },
    { $setWindowFields: { output: {} } },
    { $lookup: { from: "a", let: {}, pipeline: [], as: "b" } },
    { $group: { _id: null, a: { $stdDevPop: "$a" } } },
    { $facet: { a: [{ $bucketAuto: { groupBy: "$a", buckets: 2 } }] } },
    { $wat: {} },
  ])("unsupported: %p", (stage) => {
    expect(() => run([{ a: 1n }], [stage])).toThrow(UnsupportedFeatureError);
  });
});
