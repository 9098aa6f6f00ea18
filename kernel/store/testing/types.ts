/** What is stored comes back: every type, to the last unit, hydrated and lean. */
import { describe, expect, test } from "@jest/globals";
import { mongo, Schema, Types } from "mongoose";
import { type Bench, comparable } from "./bench.ts";

const LONG_MAX = 2n ** 63n - 1n;

/** Values through a schema-free collection: what is written and what is read. */
const ROUND_TRIPS: readonly (readonly [name: string, written: unknown, read: unknown])[] = [
  ["int32", 2147483647, 2147483647],
  ["double", 0.1, 0.1],
  ["negative zero and beyond int32", [-0, 2147483648], [-0, 2147483648]],
  ["int64 above 2^53", 2n ** 53n + 1n, 2n ** 53n + 1n],
  ["greatest and least int64", [LONG_MAX, -LONG_MAX - 1n], [LONG_MAX, -LONG_MAX - 1n]],
  ["a small int64 stays an int64", 1n, 1n],
  ["Long", mongo.Long.fromBigInt(LONG_MAX), LONG_MAX],
  ["date with milliseconds", new Date("2026-03-01T12:34:56.789Z"), new Date("2026-03-01T12:34:56.789Z")],
  ["a date before 1970", new Date(-1), new Date(-1)],
  ["text", ["", "收银台", "👩‍💻", "a\u0000b"], ["", "收银台", "👩‍💻", "a\u0000b"]],
  ["bytes", Buffer.from([0, 255, 128]), Buffer.from([0, 255, 128])],
  ["empty bytes", Buffer.alloc(0), Buffer.alloc(0)],
  ["ObjectId", new Types.ObjectId("0123456789abcdef01234567"), new Types.ObjectId("0123456789abcdef01234567")],
  [
    "UUID",
    new mongo.UUID("11111111-1111-4111-8111-111111111111"),
    Buffer.from("11111111111141118111111111111111", "hex"),
  ],
  ["Decimal128", mongo.Decimal128.fromString("12.50"), mongo.Decimal128.fromString("12.50")],
  ["null and booleans", [null, true, false], [null, true, false]],
  ["nested arrays and documents", [[1, [2n]], { a: [{ b: {} }] }, []], [[1, [2n]], { a: [{ b: {} }] }, []]],
];

export function describeTypes(bench: Bench): void {
  describe("types", () => {
    test.each(ROUND_TRIPS)("%s", async (_, written, read) => {
      const collection = await bench.collection();
      await collection.insertOne({ _id: 1, value: written });
      expect(comparable(await collection.findOne({ _id: 1 }))).toStrictEqual(comparable({ _id: 1, value: read }));
    });

    test("undefined is stored as null or left out, never as a string", async () => {
      const collection = await bench.collection({ _id: 1, value: undefined });
      expect((await collection.findOne({ _id: 1 }))?.["value"] ?? null).toBeNull();
    });

    test("a document of a megabyte", async () => {
      const text = "x".repeat(2 ** 20);
      const collection = await bench.collection({ _id: 1, text });
      expect((await collection.findOne({ _id: 1 }))?.["text"]).toBe(text);
    });

    test("an _id of any type finds its document again", async () => {
      const ids = [
        1,
        2n ** 60n,
        "text",
        new Types.ObjectId(),
        new Date(5),
        { a: 1, b: "x" },
        mongo.Binary.createFromHexString("0aff"),
      ];
      const collection = await bench.collection(...ids.map((_id, n) => ({ _id, n })));
      for (const [n, _id] of ids.entries()) expect((await collection.findOne({ _id }))?.["n"]).toBe(n);
    });

    test("an int64 _id is the int32 of the same number", async () => {
      const collection = await bench.collection({ _id: 5n, a: 1 });
      expect(await collection.countDocuments({ _id: 5 })).toBe(1);
      await expect(collection.insertOne({ _id: 5 })).rejects.toMatchObject({ code: 11000 });
    });
  });
}

function anEverything() {
  return new Schema({
    text: String,
    count: Number,
    amount: BigInt,
    at: Date,
    bytes: Buffer,
    owner: Schema.Types.ObjectId,
    price: Schema.Types.Decimal128,
    key: Schema.Types.UUID,
    labels: { type: Map, of: BigInt },
    grid: [[Number]],
    lines: [new Schema({ sku: String, amount: BigInt }, { _id: false })],
    any: Schema.Types.Mixed,
  });
}

const VALUES = {
  text: "x",
  count: 1.5,
  amount: 2n ** 53n + 1n,
  at: new Date(1_700_000_000_123),
  bytes: Buffer.from("bytes"),
  owner: new Types.ObjectId("0123456789abcdef01234567"),
  price: mongo.Decimal128.fromString("9.99"),
  key: "11111111-1111-4111-8111-111111111111",
  labels: { gold: LONG_MAX },
  grid: [[1, 2], [], [3]],
  lines: [{ sku: "a", amount: 7n }],
  any: { deep: [1, { x: 5n }] },
};

export function describeSchemaTypes(bench: Bench): void {
  describe("types through a schema", () => {
    test("a hydrated document has every value in its schema's class", async () => {
      const Everything = bench.store().connection.model(bench.name("Everything"), anEverything());
      const { _id } = await Everything.create(VALUES);
      const found = await Everything.findById(_id).orFail();
      expect(found.amount).toBe(VALUES.amount);
      expect(found.labels?.get("gold")).toBe(LONG_MAX);
      expect(found.bytes?.toString()).toBe("bytes");
      expect(found.price?.toString()).toBe("9.99");
      expect(String(found.key)).toBe(VALUES.key);
      expect(found.lines[0]?.amount).toBe(7n);
      expect(found.toObject().grid).toEqual(VALUES.grid);
      expect(found.any).toEqual(VALUES.any);
      expect(found.at).toEqual(VALUES.at);
      expect(found.owner).toEqual(VALUES.owner);
    });

    test("lean gives plain values, int64 as bigint", async () => {
      const Everything = bench.store().connection.model(bench.name("Everything"), anEverything());
      const { _id } = await Everything.create(VALUES);
      const found = await Everything.findById(_id).lean().orFail();
      expect(comparable(found)).toMatchObject({
        amount: VALUES.amount,
        labels: { gold: LONG_MAX },
        bytes: `bytes ${Buffer.from("bytes").toString("hex")}`,
        lines: [{ sku: "a", amount: 7n }],
        grid: VALUES.grid,
        at: VALUES.at,
      });
      expect(Object.getPrototypeOf(found)).toBe(Object.prototype);
    });

    test("changes inside arrays, maps and mixed values are saved", async () => {
      const Everything = bench.store().connection.model(bench.name("Everything"), anEverything());
      const doc = await Everything.create(VALUES);
      doc.lines.push({ sku: "b", amount: 1n });
      doc.lines[0]!.amount = 8n;
      doc.labels?.set("silver", 2n);
      doc.any = { other: true };
      await doc.save();
      const found = await Everything.findById(doc._id).orFail();
      expect(found.lines.map((line) => line.amount)).toEqual([8n, 1n]);
      expect(found.labels?.get("silver")).toBe(2n);
      expect(found.any).toEqual({ other: true });
    });

    test("an amount that no int64 holds is refused before it is written", async () => {
      const Everything = bench.store().connection.model(bench.name("Everything"), anEverything());
      await expect(Everything.create({ amount: 2n ** 63n })).rejects.toThrow();
      expect(await Everything.countDocuments()).toBe(0);
    });
  });
}
