/** What only the embedded store has to prove: named errors for what it lacks, the fault mode, data that survives a restart. */
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describe, expect, test } from "@jest/globals";
import { mongo, Schema } from "mongoose";
import { UnsupportedFeatureError } from "../errors.ts";
import { openStore } from "../open-store.ts";
import type { Bench, Row } from "./bench.ts";

/** What is asked for, and how. */
const UNSUPPORTED: readonly (readonly [feature: string, ask: (collection: mongo.Collection<Row>) => unknown])[] = [
  ["change streams", (collection) => collection.watch().next()],
  ["text search", (collection) => collection.find({ $text: { $search: "x" } }).toArray()],
  ["text indexes", (collection) => collection.createIndex({ a: "text" })],
  ["geo queries", (collection) => collection.find({ a: { $near: [0, 0] } }).toArray()],
  ["geo indexes", (collection) => collection.createIndex({ a: "2dsphere" })],
  ["$where", (collection) => collection.find({ $where: "true" }).toArray()],
  ["collation of a query", (collection) => collection.find({}, { collation: { locale: "zh" } }).toArray()],
  ["collation of an index", (collection) => collection.createIndex({ a: 1 }, { collation: { locale: "zh" } })],
  [
    "an order of Decimal128",
    (collection) => collection.find({ price: { $gt: mongo.Decimal128.fromString("1") } }).toArray(),
  ],
  ["sorting Decimal128", (collection) => collection.find({}, { sort: { price: 1 } }).toArray()],
  ["an unknown filter operator", (collection) => collection.find({ a: { $wat: 1 } }).toArray()],
  [
    "an unknown update operator",
    (collection) => collection.updateOne({}, { $wat: { a: 1 } } as mongo.UpdateFilter<Row>),
  ],
  ["an update pipeline", (collection) => collection.updateOne({}, [{ $set: { a: 1 } }])],
  ["a $slice projection", (collection) => collection.find({}, { projection: { a: { $slice: 1 } } }).toArray()],
  ["$out", (collection) => collection.aggregate([{ $out: "elsewhere" }]).toArray()],
  ["$merge", (collection) => collection.aggregate([{ $merge: { into: "elsewhere" } }]).toArray()],
];

export function describeUnsupported(bench: Bench): void {
  describe("what the embedded store lacks has a name", () => {
    test.each(UNSUPPORTED)("%s", async (_, ask) => {
      const collection = await bench.collection(
        { _id: 1, a: 1, price: mongo.Decimal128.fromString("1") },
        { _id: 2, a: 2, price: mongo.Decimal128.fromString("2") },
      );
      await expect(async () => ask(collection)).rejects.toBeInstanceOf(UnsupportedFeatureError);
      expect(await collection.countDocuments({})).toBe(2);
    });

    test("a unique index over an array, when the index is made and when the array arrives", async () => {
      const full = await bench.collection({ _id: 1, tags: ["a", "b"] });
      await expect(full.createIndex({ tags: 1 }, { unique: true })).rejects.toBeInstanceOf(UnsupportedFeatureError);
      const empty = await bench.collection();
      await empty.createIndex({ tags: 1 }, { unique: true });
      await expect(empty.insertOne({ tags: ["a"] })).rejects.toBeInstanceOf(UnsupportedFeatureError);
      expect(await empty.countDocuments({})).toBe(0);
    });

    test("an int64 sum is exact or an error, never a rounded number", async () => {
      const collection = await bench.collection({ _id: 1, amount: 2n ** 63n - 1n }, { _id: 2, amount: 1n });
      const sum = collection.aggregate([{ $group: { _id: null, total: { $sum: "$amount" } } }]).toArray();
      const outcome = await sum.catch((error: unknown) => error);
      if (Array.isArray(outcome)) expect(outcome).toEqual([{ _id: null, total: 2n ** 63n }]);
      else expect(outcome).toBeInstanceOf(Error);
    });
  });
}

/** A folder of its own for a store, removed afterwards. */
async function inFolder<T>(use: (dataDir: string) => Promise<T>): Promise<T> {
  const dataDir = await mkdtemp(join(tmpdir(), "paywindow-store-"));
  try {
    return await use(dataDir);
  } finally {
    await rm(dataDir, { recursive: true, force: true });
  }
}

export function describeFaults(): void {
  describe("the fault mode", () => {
    test("transactions fail as MongoDB's do, run again, and count once", async () => {
      await inFolder(async (dataDir) => {
        const store = await openStore({
          name: "faults",
          dataDir,
          faults: { seed: 7, transientBefore: 0.5, unknownAfter: 0.5 },
        });
        const Account = store.connection.model("Account", new Schema({ _id: String, balance: BigInt }));
        await store.ready();
        await Account.create([
          { _id: "a", balance: 0n },
          { _id: "b", balance: 0n },
        ]);
        let runs = 0;
        for (let n = 0; n < 40; n++) {
          await store.transaction(async (session) => {
            runs++;
            await Account.updateOne({ _id: "a" }, { $inc: { balance: 1n } }, { session });
            await Account.updateOne({ _id: "b" }, { $inc: { balance: -1n } }, { session });
          });
        }
        const rows = await Account.find().sort({ _id: 1 }).lean();
        expect(rows.map((row) => row.balance)).toEqual([40n, -40n]);
        expect(runs).toBeGreaterThan(40);
        await store.close();
      });
    });

    test("by hand the labels are MongoDB's, before and after the commit", async () => {
      await inFolder(async (dataDir) => {
        const store = await openStore({ name: "labels", dataDir, faults: { seed: 1, unknownAfter: 1 } });
        const Account = store.connection.model("Account", new Schema({ _id: String }));
        await store.ready();
        const session = await store.connection.startSession();
        session.startTransaction();
        await Account.create([{ _id: "a" }], { session });
        const lost = await session.commitTransaction().catch((error: mongo.MongoError) => error);
        expect((lost as mongo.MongoError).hasErrorLabel("UnknownTransactionCommitResult")).toBe(true);
        expect(await Account.countDocuments()).toBe(1);
        await session.endSession();
        await store.close();
      });
    });
  });
}

export function describeDurability(): void {
  describe("a file", () => {
    test("keeps documents, types and indexes over a restart, and has one owner", async () => {
      await inFolder(async (dataDir) => {
        const schema = () => new Schema({ _id: String, code: { type: String, unique: true }, amount: BigInt });
        const first = await openStore({ name: "shop", dataDir });
        const One = first.connection.model("Sale", schema());
        await first.ready();
        await One.create({ _id: "a", code: "c", amount: 2n ** 53n + 1n });
        await expect(openStore({ name: "shop", dataDir })).rejects.toMatchObject({ name: "StoreLockedError" });
        await first.close();

        const second = await openStore({ name: "shop", dataDir });
        const Two = second.connection.model("Sale", schema());
        await second.ready();
        expect(await Two.findById("a").lean()).toMatchObject({ code: "c", amount: 2n ** 53n + 1n });
        await expect(Two.create({ _id: "b", code: "c" })).rejects.toMatchObject({
          code: 11000,
          keyValue: { code: "c" },
        });
        await second.close();
      });
    });
  });
}
