/** Commands that write through Mongoose, with the options that services may use and what they answer. */
import { describe, expect, test } from "@jest/globals";
import { Error as MongooseError, Schema, type Types } from "mongoose";
import type { Doc } from "../query/value.ts";
import { type Bench, change, rejection } from "./bench.ts";

function anAccount(bench: Bench) {
  const schema = new Schema({
    _id: String,
    owner: { type: String, required: true },
    balance: { type: BigInt, default: 0n },
    state: { type: String, enum: ["OPEN", "CLOSED"], default: "OPEN" },
    events: [String],
  });
  return bench.store().connection.model(bench.name("Account"), schema);
}

export function describeFindAndModify(bench: Bench): void {
  describe("find and modify", () => {
    test("a guarded withdrawal: the document after it, null when the guard does not hold", async () => {
      const Account = anAccount(bench);
      await Account.create({ _id: "a", owner: "o", balance: 10n });
      const withdraw = (amount: bigint) =>
        Account.findOneAndUpdate(
          { _id: "a", balance: { $gte: amount } },
          { $inc: { balance: -amount } },
          { returnDocument: "after" },
        ).lean();
      expect((await withdraw(7n))?.balance).toBe(3n);
      expect(await withdraw(7n)).toBeNull();
      expect((await Account.findById("a").lean())?.balance).toBe(3n);
    });

    test("without an option the document before", async () => {
      const Account = anAccount(bench);
      await Account.create({ _id: "a", owner: "o", balance: 10n });
      const before = await Account.findOneAndUpdate({ _id: "a" }, { $set: { balance: 1n } }).lean();
      expect(before?.balance).toBe(10n);
    });

    test("upsert inserts filter, $set and $setOnInsert, then updates", async () => {
      const Account = anAccount(bench);
      const upsert = () =>
        Account.findOneAndUpdate(
          { _id: "a", owner: "o" },
          { $inc: { balance: 5n }, $setOnInsert: { events: ["created"] }, $set: { state: "CLOSED" } },
          { upsert: true, returnDocument: "after" },
        ).lean();
      expect(await upsert()).toMatchObject({ _id: "a", owner: "o", balance: 5n, events: ["created"], state: "CLOSED" });
      expect(await upsert()).toMatchObject({ balance: 10n, events: ["created"] });
      expect(await Account.countDocuments()).toBe(1);
    });

    test("includeResultMetadata tells an insert from an update", async () => {
      const Account = anAccount(bench);
      const run = () =>
        Account.findOneAndUpdate(
          { _id: "a" },
          { $set: { owner: "o" } },
          { upsert: true, new: true, includeResultMetadata: true },
        );
      const [first, second] = [await run(), await run()];
      expect(first.lastErrorObject).toMatchObject({ updatedExisting: false, upserted: "a", n: 1 });
      expect(second.lastErrorObject).toMatchObject({ updatedExisting: true, n: 1 });
      expect(second.value?.owner).toBe("o");
    });

    test("sort chooses the document, a projection what comes back", async () => {
      const Account = anAccount(bench);
      await Account.create([
        { _id: "a", owner: "x", balance: 1n },
        { _id: "b", owner: "y", balance: 2n },
      ]);
      const taken = await Account.findOneAndUpdate(
        { state: "OPEN" },
        { $set: { state: "CLOSED" } },
        { sort: { balance: -1 }, projection: { balance: 1 } },
      ).lean();
      expect(taken).toEqual({ _id: "b", balance: 2n });
      expect((await Account.findOneAndDelete({}, { sort: { balance: 1 } }).lean())?._id).toBe("a");
      const replaced = await Account.findOneAndReplace(
        { _id: "b" },
        { owner: "z" },
        { returnDocument: "after" },
      ).lean();
      expect(replaced).toMatchObject({ _id: "b", owner: "z" });
      expect(await Account.countDocuments()).toBe(1);
    });

    test("fifty withdrawals of 1 from 10: exactly ten", async () => {
      const Account = anAccount(bench);
      await Account.create({ _id: "a", owner: "o", balance: 10n });
      const results = await Promise.all(
        Array.from({ length: 50 }, () =>
          Account.findOneAndUpdate({ _id: "a", balance: { $gte: 1n } }, { $inc: { balance: -1n } }).lean(),
        ),
      );
      expect(results.filter(Boolean)).toHaveLength(10);
      expect((await Account.findById("a").lean())?.balance).toBe(0n);
    });

    test("fifty upserts of one _id: one document, nothing lost", async () => {
      const Account = anAccount(bench);
      const upsert = () =>
        Account.updateOne({ _id: "a" }, { $inc: { balance: 1n }, $set: { owner: "o" } }, { upsert: true });
      await Promise.all(Array.from({ length: 50 }, upsert));
      expect((await Account.findById("a").lean())?.balance).toBe(50n);
    });
  });
}

export function describeUpdateResults(bench: Bench): void {
  describe("results of updates and deletes", () => {
    test("matched, modified and upserted are counted apart", async () => {
      const Account = anAccount(bench);
      await Account.create([
        { _id: "a", owner: "x" },
        { _id: "b", owner: "y", state: "CLOSED" },
      ]);
      const all = await Account.updateMany({}, { $set: { state: "CLOSED" } });
      expect(all).toMatchObject({
        acknowledged: true,
        matchedCount: 2,
        modifiedCount: 1,
        upsertedCount: 0,
        upsertedId: null,
      });
      const upserted = await Account.updateOne({ _id: "c" }, { $set: { owner: "z" } }, { upsert: true });
      expect(upserted).toMatchObject({ matchedCount: 0, modifiedCount: 0, upsertedCount: 1, upsertedId: "c" });
      expect(await Account.updateOne({ _id: "none" }, { $set: { owner: "z" } })).toMatchObject({
        matchedCount: 0,
        upsertedCount: 0,
      });
    });

    test("updateMany updates all, updateOne one, deleteOne one, deleteMany all", async () => {
      const collection = await bench.collection(...[1, 2, 3, 4].map((_id) => ({ _id, a: 1 })));
      expect((await collection.updateMany({ _id: { $gt: 1 } }, change({ $inc: { a: 1 } }))).modifiedCount).toBe(3);
      expect((await collection.updateOne({ a: 2 }, { $set: { a: 9 } })).modifiedCount).toBe(1);
      expect((await collection.deleteOne({ a: 2 })).deletedCount).toBe(1);
      expect((await collection.deleteMany({ a: { $gte: 2 } })).deletedCount).toBe(2);
      expect((await collection.deleteMany({ a: 5 })).deletedCount).toBe(0);
      expect(await collection.find({}).toArray()).toEqual([{ _id: 1, a: 1 }]);
    });

    test("replaceOne keeps the _id and drops the rest", async () => {
      const collection = await bench.collection({ _id: 1, a: 1, b: 1 });
      await collection.replaceOne({ _id: 1 }, { c: 3n });
      expect(await collection.findOne({ _id: 1 })).toEqual({ _id: 1, c: 3n });
      const result = await collection.replaceOne({ _id: 2, x: 1 }, { d: 4 }, { upsert: true });
      expect(result).toMatchObject({ upsertedCount: 1, upsertedId: 2 });
      expect(await collection.findOne({ _id: 2 })).toEqual({ _id: 2, d: 4 });
      await expect(collection.replaceOne({ _id: 1 }, { _id: 9, a: 1 })).rejects.toMatchObject({ code: 66 });
    });

    test("an upsert without _id gets an ObjectId", async () => {
      const collection = await bench.collection();
      const { upsertedId } = await collection.updateOne({ code: "x" }, { $set: { a: 1 } }, { upsert: true });
      expect(upsertedId).toMatchObject({ _bsontype: "ObjectId" });
      expect(await collection.findOne({ code: "x" })).toEqual({ _id: upsertedId, code: "x", a: 1 });
    });
  });
}

export function describeBatches(bench: Bench): void {
  describe("batches", () => {
    test("an ordered insertMany stops at the first duplicate", async () => {
      const collection = await bench.collection({ _id: 2 });
      const error = await rejection(collection.insertMany([{ _id: 1 }, { _id: 2 }, { _id: 3 }]));
      expect(error).toMatchObject({ name: "MongoBulkWriteError", code: 11000, insertedCount: 1 });
      expect(await collection.countDocuments({})).toBe(2);
    });

    test("an unordered insertMany writes all that it can and lists the rest", async () => {
      const collection = await bench.collection({ _id: 2 }, { _id: 4 });
      const error = await rejection<{ writeErrors: { index: number; code: number }[] }>(
        collection.insertMany([{ _id: 1 }, { _id: 2 }, { _id: 3 }, { _id: 4 }], { ordered: false }),
      );
      expect(error).toMatchObject({ name: "MongoBulkWriteError", code: 11000, insertedCount: 2 });
      expect(error.writeErrors.map(({ index, code }) => [index, code])).toEqual([
        [1, 11000],
        [3, 11000],
      ]);
      expect(await collection.countDocuments({})).toBe(4);
    });

    test("Model.insertMany validates and casts every document", async () => {
      const Account = anAccount(bench);
      const made = await Account.insertMany([
        { _id: "a", owner: "o", balance: 5 },
        { _id: "b", owner: "p" },
      ]);
      expect(made.map((account) => account.balance)).toEqual([5n, 0n]);
      await expect(Account.insertMany([{ _id: "c", owner: "q" }, { _id: "d" }])).rejects.toBeInstanceOf(
        MongooseError.ValidationError,
      );
      expect(await Account.countDocuments()).toBe(2);
    });

    test("an ordered bulkWrite of every kind counts each", async () => {
      const collection = await bench.collection({ _id: 1, a: 1 }, { _id: 2, a: 1 }, { _id: 3, a: 1 });
      const result = await collection.bulkWrite([
        { insertOne: { document: { _id: 4, a: 1 } } },
        { updateOne: { filter: { _id: 1 }, update: change({ $inc: { a: 1n } }) } },
        { updateMany: { filter: { a: 1 }, update: { $set: { b: 1 } } } },
        { updateOne: { filter: { _id: 9 }, update: { $set: { a: 1 } }, upsert: true } },
        { replaceOne: { filter: { _id: 2 }, replacement: { c: 1 } } },
        { deleteOne: { filter: { _id: 3 } } },
        { deleteMany: { filter: { _id: { $gte: 9 } } } },
      ]);
      expect(result).toMatchObject({
        insertedCount: 1,
        matchedCount: 5,
        modifiedCount: 5,
        upsertedCount: 1,
        upsertedIds: { 3: 9 },
        deletedCount: 2,
      });
      const left = await collection.find({}, { sort: { _id: 1 } }).toArray();
      expect(left).toEqual([
        { _id: 1, a: 2n },
        { _id: 2, c: 1 },
        { _id: 4, a: 1, b: 1 },
      ]);
    });

    test.each([
      [true, 1, [1, 2]],
      [false, 2, [1, 2, 3]],
    ])("a bulkWrite with a duplicate, ordered %p", async (ordered, insertedCount, ids) => {
      const collection = await bench.collection({ _id: 1 });
      const writes = [2, 1, 3].map((_id) => ({ insertOne: { document: { _id } } }));
      const error = await rejection<{ result: { insertedCount: number } }>(collection.bulkWrite(writes, { ordered }));
      expect(error).toMatchObject({ name: "MongoBulkWriteError", code: 11000, result: { insertedCount } });
      const left = await collection.find({}, { sort: { _id: 1 } }).toArray();
      expect(left.map((doc) => doc["_id"])).toEqual(ids);
    });

    test("Model.bulkWrite casts to the schema", async () => {
      const Account = anAccount(bench);
      await Account.bulkWrite([
        { insertOne: { document: { _id: "a", owner: "o", balance: 1n } } },
        { updateOne: { filter: { _id: "a" }, update: { $inc: { balance: 2n } } } },
        { updateOne: { filter: { _id: "b" }, update: { $set: { owner: "p" } }, upsert: true } },
      ]);
      const all = await Account.find().sort({ _id: 1 }).lean();
      expect(all).toMatchObject([
        { _id: "a", balance: 3n },
        { _id: "b", owner: "p", balance: 0n },
      ]);
    });
  });
}

export function describeSaves(bench: Bench): void {
  describe("saves", () => {
    test("a save writes only what changed", async () => {
      const Account = anAccount(bench);
      const mine = await Account.create({ _id: "a", owner: "o", balance: 1n });
      await Account.updateOne({ _id: "a" }, { $set: { balance: 9n } });
      mine.state = "CLOSED";
      await mine.save();
      expect(await Account.findById("a").lean()).toMatchObject({ balance: 9n, state: "CLOSED" });
    });

    test("two saves of one array: the second is a VersionError", async () => {
      const Account = anAccount(bench);
      await Account.create({ _id: "a", owner: "o", events: ["x", "y"] });
      const [one, two] = [await Account.findById("a").orFail(), await Account.findById("a").orFail()];
      (one.events as Types.Array<string>).pull("x");
      await one.save();
      two.set("events.1", "z");
      await expect(two.save()).rejects.toBeInstanceOf(MongooseError.VersionError);
      expect((await Account.findById("a").orFail()).events).toHaveLength(1);
    });

    test("optimistic concurrency: the slower save is a VersionError", async () => {
      const schema = new Schema({ state: String }, { optimisticConcurrency: true });
      const Trade = bench.store().connection.model(bench.name("Trade"), schema);
      const { _id } = await Trade.create({ state: "OPEN" });
      const [one, two] = [await Trade.findById(_id).orFail(), await Trade.findById(_id).orFail()];
      one.state = "PAID";
      two.state = "CLOSED";
      await one.save();
      await expect(two.save()).rejects.toBeInstanceOf(MongooseError.VersionError);
      expect((await Trade.findById(_id).orFail()).state).toBe("PAID");
    });

    test("validation, casts and required fields are refused before anything is written", async () => {
      const Account = anAccount(bench);
      const wrong: Doc[] = [
        { _id: "a" },
        { _id: "a", owner: "o", state: "WAT" },
        { _id: "a", owner: "o", balance: "1.5" },
      ];
      for (const doc of wrong)
        await expect(new Account(doc).save()).rejects.toBeInstanceOf(MongooseError.ValidationError);
      const badFilter = Account.findOne({ balance: "much" as unknown as bigint });
      await expect(badFilter).rejects.toBeInstanceOf(MongooseError.CastError);
      const state = "WAT" as "OPEN";
      const badUpdate = Account.updateOne({ _id: "a" }, { $set: { state } }, { runValidators: true });
      await expect(badUpdate).rejects.toBeInstanceOf(MongooseError.ValidationError);
      expect(await Account.countDocuments()).toBe(0);
    });

    test("a deleted document cannot be saved", async () => {
      const Account = anAccount(bench);
      const account = await Account.create({ _id: "a", owner: "o" });
      await account.deleteOne();
      account.owner = "p";
      await expect(account.save()).rejects.toBeInstanceOf(MongooseError.DocumentNotFoundError);
      expect(await Account.exists({ _id: "a" })).toBeNull();
    });
  });
}
