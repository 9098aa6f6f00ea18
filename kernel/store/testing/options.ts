/** Options and calls around the main ones, outside and inside transactions. */
import { describe, expect, test } from "@jest/globals";
import { Schema } from "mongoose";
import { type Bench, change } from "./bench.ts";

async function aSale(bench: Bench) {
  const schema = new Schema({ _id: String, shop: String, no: Number, amount: BigInt, tags: [String] });
  schema.index({ shop: 1, no: 1 }, { unique: true });
  const Sale = bench.store().connection.model(bench.name("Sale"), schema);
  await Sale.init();
  await Sale.insertMany([
    { _id: "a", shop: "s", no: 1, amount: 1n, tags: ["x"] },
    { _id: "b", shop: "s", no: 2, amount: 2n, tags: ["x", "y"] },
    { _id: "c", shop: "t", no: 1, amount: 3n },
  ]);
  return Sale;
}

class Refused extends Error {}

export function describeOptions(bench: Bench): void {
  describe("options", () => {
    test("hint, comment and maxTimeMS change nothing about the answer", async () => {
      const Sale = await aSale(bench);
      const rows = await Sale.find({ shop: "s" })
        .hint({ shop: 1, no: 1 })
        .comment("why")
        .maxTimeMS(5_000)
        .sort({ no: -1 })
        .lean();
      expect(rows.map((row) => row._id)).toEqual(["b", "a"]);
      expect(await Sale.countDocuments({ shop: "s" }).hint({ shop: 1, no: 1 })).toBe(2);
    });

    test("findByIdAndUpdate, findByIdAndDelete and updateOne by document", async () => {
      const Sale = await aSale(bench);
      const after = await Sale.findByIdAndUpdate(
        "a",
        { $push: { tags: { $each: ["z"], $slice: -1 } } },
        { returnDocument: "after" },
      );
      expect([...(after?.tags ?? [])]).toEqual(["z"]);
      await after?.updateOne({ $inc: { amount: 1n } });
      expect((await Sale.findById("a").lean())?.amount).toBe(2n);
      expect((await Sale.findByIdAndDelete("a").lean())?.amount).toBe(2n);
      expect(await Sale.findById("a")).toBeNull();
    });

    test("bulkSave writes what changed in many documents", async () => {
      const Sale = await aSale(bench);
      const rows = await Sale.find({ shop: "s" });
      for (const row of rows) row.amount = (row.amount ?? 0n) + 10n;
      await Sale.bulkSave([...rows, new Sale({ _id: "d", shop: "u", no: 1, amount: 4n })]);
      const all = await Sale.find().sort({ _id: 1 }).lean();
      expect(all.map((row) => row.amount)).toEqual([11n, 12n, 3n, 4n]);
    });

    test("listIndexes names them, syncIndexes drops what the schema no longer has", async () => {
      const Sale = await aSale(bench);
      await Sale.collection.createIndex({ amount: 1 });
      const names = async () => (await Sale.listIndexes()).map((index: { name: string }) => index.name).sort();
      expect(await names()).toEqual(["_id_", "amount_1", "shop_1_no_1"]);
      expect(await Sale.syncIndexes()).toEqual(["amount_1"]);
      expect(await names()).toEqual(["_id_", "shop_1_no_1"]);
    });

    test("one cursor reads on while others write", async () => {
      const collection = await bench.collection(...Array.from({ length: 30 }, (_, _id) => ({ _id, seen: 0 })));
      const ids: unknown[] = [];
      for await (const row of collection.find({ _id: { $lt: 30 } }, { sort: { _id: 1 }, batchSize: 5 })) {
        ids.push(row._id);
        await collection.updateOne({ _id: row._id as number }, change({ $inc: { seen: 1 } }));
      }
      expect(ids).toEqual(Array.from({ length: 30 }, (_, _id) => _id));
      expect(await collection.countDocuments({ seen: 1 })).toBe(30);
    });

    test("deleteMany of all leaves an empty collection with its indexes", async () => {
      const Sale = await aSale(bench);
      expect((await Sale.deleteMany({})).deletedCount).toBe(3);
      await Sale.create({ _id: "n", shop: "s", no: 1 });
      await expect(Sale.create({ _id: "m", shop: "s", no: 1 })).rejects.toMatchObject({ code: 11000 });
    });
  });
}

export function describeTransactionOptions(bench: Bench): void {
  describe("every write inside a transaction", () => {
    test("insertMany, bulkWrite, upsert, updateMany and deleteMany abort together", async () => {
      const Sale = await aSale(bench);
      const before = await Sale.find().sort({ _id: 1 }).lean();
      const work = bench.store().transaction(async (session) => {
        await Sale.insertMany(
          [
            { _id: "d", shop: "u", no: 1 },
            { _id: "e", shop: "u", no: 2 },
          ],
          { session },
        );
        await Sale.bulkWrite(
          [
            { updateOne: { filter: { _id: "a" }, update: { $inc: { amount: 5n } } } },
            { insertOne: { document: { _id: "f", shop: "u", no: 3 } } },
            { deleteOne: { filter: { _id: "b" } } },
          ],
          { session },
        );
        await Sale.updateOne({ _id: "g", shop: "v", no: 1 }, { $set: { amount: 1n } }, { upsert: true, session });
        await Sale.updateMany({ shop: "u" }, { $set: { amount: 9n } }, { session });
        expect(await Sale.distinct("_id", { amount: 9n }).session(session)).toEqual(
          expect.arrayContaining(["d", "e", "f"]),
        );
        await Sale.deleteMany({ shop: "t" }, { session });
        const ids = (await Sale.find({}, { _id: 1 }, { session }).sort({ _id: 1 }).lean()).map((row) => row._id);
        expect(ids).toEqual(["a", "d", "e", "f", "g"]);
        throw new Refused();
      });
      await expect(work).rejects.toBeInstanceOf(Refused);
      expect(await Sale.find().sort({ _id: 1 }).lean()).toEqual(before);
    });

    test("indexes, orders and cursors see own writes", async () => {
      const Sale = await aSale(bench);
      await bench.store().transaction(async (session) => {
        await Sale.updateOne({ _id: "a" }, { $set: { shop: "t", no: 9 } }, { session });
        await Sale.create([{ _id: "d", shop: "t", no: 5 }], { session });
        const page = await Sale.find({ shop: "t" }).sort({ no: -1 }).skip(1).limit(2).session(session).lean();
        expect(page.map((row) => row._id)).toEqual(["d", "c"]);
        const ids: unknown[] = [];
        for await (const row of Sale.find({ shop: "t" }).sort({ no: 1 }).session(session).cursor()) ids.push(row._id);
        expect(ids).toEqual(["c", "d", "a"]);
        expect(await Sale.findOne({ shop: "s", no: 1 }).session(session)).toBeNull();
      });
      expect((await Sale.findOne({ shop: "t", no: 9 }).lean())?._id).toBe("a");
    });

    test("a unique key that an aborted transaction took is free again, one that it gave up is not", async () => {
      const Sale = await aSale(bench);
      const work = bench.store().transaction(async (session) => {
        await Sale.deleteOne({ _id: "a" }, { session });
        await Sale.create([{ _id: "d", shop: "s", no: 1 }], { session });
        await Sale.create([{ _id: "e", shop: "new", no: 1 }], { session });
        throw new Refused();
      });
      await expect(work).rejects.toBeInstanceOf(Refused);
      await Sale.create({ _id: "f", shop: "new", no: 1 });
      await expect(Sale.create({ _id: "g", shop: "s", no: 1 })).rejects.toMatchObject({ code: 11000 });
    });

    test("a key moves from one document to another within a transaction", async () => {
      const Sale = await aSale(bench);
      await bench.store().transaction(async (session) => {
        await Sale.updateOne({ _id: "a" }, { $set: { no: 99 } }, { session });
        await Sale.updateOne({ _id: "b" }, { $set: { no: 1 } }, { session });
        await Sale.updateOne({ _id: "a" }, { $set: { no: 2 } }, { session });
      });
      const rows = await Sale.find({ shop: "s" }).sort({ no: 1 }).lean();
      expect(rows.map((row) => row._id)).toEqual(["b", "a"]);
    });

    test("a duplicate ends the transaction: nothing more can be done in it", async () => {
      const Sale = await aSale(bench);
      const session = await bench.store().connection.startSession();
      session.startTransaction();
      await Sale.updateOne({ _id: "a" }, { $set: { amount: 100n } }, { session });
      await expect(Sale.create([{ _id: "b" }], { session })).rejects.toMatchObject({ code: 11000 });
      const more = Sale.updateOne({ _id: "c" }, { $set: { amount: 100n } }, { session });
      await expect(more).rejects.toMatchObject({ name: "MongoServerError", code: 251 });
      await session.endSession();
      expect(await Sale.countDocuments({ amount: 100n })).toBe(0);
    });
  });
}
