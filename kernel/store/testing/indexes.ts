/** Index kinds and the duplicate key error that services build on. */
import { describe, expect, test } from "@jest/globals";
import { Schema } from "mongoose";
import { type Bench, change } from "./bench.ts";

export function describeUniqueIndexes(bench: Bench): void {
  describe("unique indexes", () => {
    test("a duplicate is E11000 with its pattern and value, and nothing is written", async () => {
      const collection = await bench.collection();
      await collection.createIndex({ tradeNo: 1 }, { unique: true });
      await collection.insertOne({ _id: 1, tradeNo: "T1" });
      await expect(collection.insertOne({ _id: 2, tradeNo: "T1" })).rejects.toMatchObject({
        name: "MongoServerError",
        code: 11000,
        keyPattern: { tradeNo: 1 },
        keyValue: { tradeNo: "T1" },
        message: expect.stringMatching(/^E11000 duplicate key error collection: .* index: tradeNo_1 dup key: /),
      });
      expect(await collection.countDocuments({})).toBe(1);
    });

    test("an update into a duplicate is refused, one of the document's own value is not", async () => {
      const collection = await bench.collection({ _id: 1, code: "a" }, { _id: 2, code: "b" });
      await collection.createIndex({ code: 1 }, { unique: true });
      await expect(collection.updateOne({ _id: 2 }, { $set: { code: "a" } })).rejects.toMatchObject({ code: 11000 });
      await expect(collection.replaceOne({ _id: 2 }, { code: "a" })).rejects.toMatchObject({ code: 11000 });
      await collection.updateOne({ _id: 2 }, { $set: { code: "b", other: 1 } });
      expect(await collection.findOne({ _id: 2 })).toEqual({ _id: 2, code: "b", other: 1 });
    });

    test("compound: only the whole key collides", async () => {
      const collection = await bench.collection();
      await collection.createIndex({ merchantId: 1, merchantTradeId: -1 }, { unique: true });
      await collection.insertMany([
        { merchantId: "m1", merchantTradeId: 1n },
        { merchantId: "m1", merchantTradeId: 2n },
        { merchantId: "m2", merchantTradeId: 1n },
      ]);
      await expect(collection.insertOne({ merchantId: "m1", merchantTradeId: 2 })).rejects.toMatchObject({
        code: 11000,
        keyPattern: { merchantId: 1, merchantTradeId: -1 },
        keyValue: { merchantId: "m1", merchantTradeId: 2 },
      });
    });

    test("a missing field counts as null, once", async () => {
      const collection = await bench.collection({ _id: 1 });
      await collection.createIndex({ code: 1 }, { unique: true });
      await expect(collection.insertOne({ _id: 2, code: null })).rejects.toMatchObject({ code: 11000 });
      await expect(collection.insertOne({ _id: 3 })).rejects.toMatchObject({ code: 11000 });
    });

    test("sparse: documents without the field do not collide", async () => {
      const collection = await bench.collection();
      await collection.createIndex({ phone: 1 }, { unique: true, sparse: true });
      await collection.insertMany([{ _id: 1 }, { _id: 2 }, { _id: 3, phone: "1" }]);
      await expect(collection.insertOne({ phone: "1" })).rejects.toMatchObject({ code: 11000 });
      expect(await collection.countDocuments({ phone: { $exists: false } })).toBe(2);
      expect(await collection.countDocuments({ phone: null })).toBe(2);
    });

    test("partial: only documents inside the filter collide", async () => {
      const collection = await bench.collection();
      await collection.createIndex({ code: 1 }, { unique: true, partialFilterExpression: { state: "ACTIVE" } });
      await collection.insertMany([
        { _id: 1, code: "c", state: "USED" },
        { _id: 2, code: "c", state: "USED" },
        { _id: 3, code: "c", state: "ACTIVE" },
      ]);
      await expect(collection.insertOne({ code: "c", state: "ACTIVE" })).rejects.toMatchObject({ code: 11000 });
      await expect(collection.updateOne({ _id: 1 }, { $set: { state: "ACTIVE" } })).rejects.toMatchObject({
        code: 11000,
      });
      await collection.updateOne({ _id: 3 }, { $set: { state: "USED" } });
      await collection.insertOne({ _id: 4, code: "c", state: "ACTIVE" });
      expect(await collection.countDocuments({ code: "c" })).toBe(4);
    });

    test("dotted paths and values of one number in two types", async () => {
      const collection = await bench.collection();
      await collection.createIndex({ "payer.id": 1 }, { unique: true });
      await collection.insertOne({ payer: { id: 7 } });
      await expect(collection.insertOne({ payer: { id: 7n } })).rejects.toMatchObject({ code: 11000 });
      await collection.insertMany([{ payer: { id: 2n ** 53n } }, { payer: { id: 2n ** 53n + 1n } }]);
      expect(await collection.countDocuments({ "payer.id": 2n ** 53n + 1n })).toBe(1);
    });
  });
}

export function describeOtherIndexes(bench: Bench): void {
  describe("other indexes", () => {
    test("_id is unique", async () => {
      const collection = await bench.collection({ _id: "a" });
      await expect(collection.insertOne({ _id: "a" })).rejects.toMatchObject({
        code: 11000,
        keyPattern: { _id: 1 },
        keyValue: { _id: "a" },
      });
    });

    test("a unique index over duplicates is refused and leaves none behind", async () => {
      const collection = await bench.collection({ a: 1 }, { a: 1 });
      await expect(collection.createIndex({ a: 1 }, { unique: true })).rejects.toMatchObject({ code: 11000 });
      await collection.insertOne({ a: 1 });
      expect(await collection.countDocuments({ a: 1 })).toBe(3);
    });

    test("an index made twice is one, under another definition an error", async () => {
      const collection = await bench.collection({ a: 1 });
      expect(await collection.createIndex({ a: 1 })).toBe("a_1");
      expect(await collection.createIndex({ a: 1 })).toBe("a_1");
      await expect(collection.createIndex({ a: 1 }, { unique: true })).rejects.toMatchObject({
        name: "MongoServerError",
      });
    });

    test("an index over arrays finds by every element", async () => {
      const collection = await bench.collection(
        { _id: 1, tags: ["x", "y"] },
        { _id: 2, tags: ["y"] },
        { _id: 3, tags: "x" },
      );
      await collection.createIndex({ tags: 1 });
      const found = await collection.find({ tags: "x" }, { sort: { _id: 1 } }).toArray();
      expect(found.map((doc) => doc["_id"])).toEqual([1, 3]);
      await collection.updateOne({ _id: 2 }, change({ $push: { tags: "x" } }));
      expect(await collection.countDocuments({ tags: "x" })).toBe(3);
    });

    test("TTL: the index is made, documents that are not due stay", async () => {
      const collection = await bench.collection();
      await collection.createIndex({ expireTime: 1 }, { expireAfterSeconds: 0 });
      await collection.insertOne({ _id: 1, expireTime: new Date("2999-01-01") });
      expect(await collection.countDocuments({})).toBe(1);
    });

    test("a schema's indexes are made by init, and hold", async () => {
      const schema = new Schema({ email: { type: String, unique: true }, shop: String, no: Number });
      schema.index({ shop: 1, no: 1 }, { unique: true });
      const Member = bench.store().connection.model(bench.name("Member"), schema);
      await Member.init();
      await Member.create({ email: "a", shop: "s", no: 1 });
      await expect(Member.create({ email: "a", shop: "t", no: 1 })).rejects.toMatchObject({
        code: 11000,
        keyValue: { email: "a" },
      });
      await expect(Member.create({ email: "b", shop: "s", no: 1 })).rejects.toMatchObject({
        code: 11000,
        keyValue: { shop: "s", no: 1 },
      });
    });

    test("fifty inserts of one key: exactly one wins", async () => {
      const collection = await bench.collection();
      await collection.createIndex({ key: 1 }, { unique: true });
      const results = await Promise.allSettled(
        Array.from({ length: 50 }, (_, n) => collection.insertOne({ n, key: "same" })),
      );
      expect(results.filter((result) => result.status === "fulfilled")).toHaveLength(1);
      expect(await collection.countDocuments({})).toBe(1);
    });
  });
}
