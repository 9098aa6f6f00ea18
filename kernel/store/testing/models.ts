/** Reading through Mongoose models: select, cursor, populate, discriminators, hooks, aggregation. */
import { describe, expect, test } from "@jest/globals";
import { Schema, Types } from "mongoose";
import { type Bench, comparable } from "./bench.ts";

export function describeReads(bench: Bench): void {
  const aTrade = () => {
    const schema = new Schema(
      { no: Number, amount: BigInt, state: String, secret: { type: String, select: false } },
      { timestamps: true },
    );
    return bench.store().connection.model(bench.name("Trade"), schema);
  };

  describe("reads", () => {
    test("select, select: false, sort, skip and limit", async () => {
      const Trade = aTrade();
      await Trade.create([1, 2, 3, 4].map((no) => ({ no, amount: BigInt(no), state: "PAID", secret: "s" })));
      const page = await Trade.find({ state: "PAID" }).select("no -_id").sort("-no").skip(1).limit(2).lean();
      expect(page).toEqual([{ no: 3 }, { no: 2 }]);
      expect((await Trade.findOne({ no: 1 }).orFail()).secret).toBeUndefined();
      expect((await Trade.findOne({ no: 1 }).select("+secret").orFail()).secret).toBe("s");
    });

    test("count, exists, distinct and an estimate", async () => {
      const Trade = aTrade();
      await Trade.create([1, 2, 2].map((no) => ({ no, amount: 5n, state: "PAID" })));
      expect(await Trade.countDocuments({ no: 2 })).toBe(2);
      expect(await Trade.countDocuments({}, { limit: 1 })).toBe(1);
      expect(await Trade.estimatedDocumentCount()).toBe(3);
      expect(await Trade.exists({ no: 9 })).toBeNull();
      expect(await Trade.exists({ no: 1 })).toHaveProperty("_id");
      expect((await Trade.distinct("no")).sort()).toEqual([1, 2]);
      expect(await Trade.distinct("amount")).toEqual([5n]);
    });

    test("a cursor walks all documents in order, and may stop early", async () => {
      const Trade = aTrade();
      await Trade.insertMany(Array.from({ length: 250 }, (_, no) => ({ no })));
      const seen: unknown[] = [];
      for await (const trade of Trade.find().sort({ no: 1 }).lean().cursor({ batchSize: 20 })) seen.push(trade.no);
      expect(seen).toEqual(Array.from({ length: 250 }, (_, no) => no));
      for await (const trade of Trade.find().sort({ no: -1 }).cursor()) {
        expect(trade.no).toBe(249);
        break;
      }
    });

    test("timestamps are set and moved on by updates", async () => {
      const Trade = aTrade();
      const trade = await Trade.create({ no: 1 });
      expect(trade.createdAt).toEqual(trade.updatedAt);
      await Trade.updateOne({ _id: trade._id }, { $set: { state: "PAID" } });
      const after = await Trade.findById(trade._id).orFail();
      expect(after.createdAt).toEqual(trade.createdAt);
      expect(after.updatedAt.getTime()).toBeGreaterThanOrEqual(trade.updatedAt.getTime());
    });

    test("find by _id casts text to an ObjectId, a malformed one is a CastError", async () => {
      const Trade = aTrade();
      const { _id } = await Trade.create({ no: 1 });
      expect((await Trade.findById(String(_id)).lean())?.no).toBe(1);
      await expect(Trade.findById("nonsense")).rejects.toThrow(expect.objectContaining({ name: "CastError" }));
      expect(await Trade.findById(new Types.ObjectId())).toBeNull();
    });
  });
}

export function describeRelations(bench: Bench): void {
  describe("relations", () => {
    test("populate follows a reference, an array of them and a virtual", async () => {
      const { connection } = bench.store();
      const shopName = bench.name("Shop");
      const itemName = bench.name("Item");
      const Shop = connection.model(shopName, new Schema({ name: String }));
      const Item = connection.model(
        itemName,
        new Schema({ name: String, shop: { type: Schema.Types.ObjectId, ref: shopName } }),
      );
      const basketSchema = new Schema({ items: [{ type: Schema.Types.ObjectId, ref: itemName }] });
      const Basket = connection.model(bench.name("Basket"), basketSchema);
      const shop = await Shop.create({ name: "s" });
      const items = await Item.create([
        { name: "a", shop: shop._id },
        { name: "b", shop: shop._id },
      ]);
      const { _id } = await Basket.create({ items: items.map((item) => item._id).reverse() });
      const basket = await Basket.findById(_id)
        .populate({ path: "items", populate: { path: "shop" } })
        .lean();
      expect(basket?.items).toMatchObject([
        { name: "b", shop: { name: "s" } },
        { name: "a", shop: { name: "s" } },
      ]);
    });

    test("discriminators share a collection and find their own kind", async () => {
      const Channel = bench
        .store()
        .connection.model(bench.name("Channel"), new Schema({ name: String }, { discriminatorKey: "kind" }));
      const Card = Channel.discriminator(bench.name("Card"), new Schema({ last4: String }));
      const Wallet = Channel.discriminator(bench.name("Wallet"), new Schema({ balance: BigInt }));
      await Card.create({ name: "c", last4: "1234" });
      await Wallet.create({ name: "w", balance: 5n });
      expect(await Channel.countDocuments()).toBe(2);
      expect(await Card.countDocuments()).toBe(1);
      const [wallet] = await Wallet.find();
      expect(wallet?.balance).toBe(5n);
      expect(await Channel.findOne({ name: "c" })).toBeInstanceOf(Card);
    });
  });
}

export function describeAggregation(bench: Bench): void {
  const SALES = [
    { _id: 1, shop: "a", amount: 2n ** 53n + 1n, items: ["x", "y"] },
    { _id: 2, shop: "a", amount: 2n, items: ["x"] },
    { _id: 3, shop: "b", amount: 5n, items: [] },
  ];

  describe("aggregation", () => {
    test("match, group with an exact int64 sum, sort", async () => {
      const collection = await bench.collection(...SALES);
      const totals = await collection
        .aggregate([
          { $match: { amount: { $gte: 2n } } },
          { $group: { _id: "$shop", total: { $sum: "$amount" }, count: { $sum: 1 } } },
          { $sort: { total: -1 } },
        ])
        .toArray();
      expect(totals).toEqual([
        { _id: "a", total: 2n ** 53n + 3n, count: 2 },
        { _id: "b", total: 5n, count: 1 },
      ]);
    });

    test("greatest, least and arithmetic stay exact", async () => {
      const collection = await bench.collection(...SALES);
      const [row] = await collection
        .aggregate([
          { $group: { _id: null, most: { $max: "$amount" }, least: { $min: "$amount" } } },
          {
            $project: {
              _id: 0,
              most: 1,
              least: 1,
              both: { $add: ["$most", "$least"] },
              apart: { $subtract: ["$most", "$least"] },
            },
          },
        ])
        .toArray();
      expect(row).toEqual({ most: 2n ** 53n + 1n, least: 2n, both: 2n ** 53n + 3n, apart: 2n ** 53n - 1n });
    });

    test("unwind, group, project, limit, count", async () => {
      const collection = await bench.collection(...SALES);
      const sold = await collection
        .aggregate([
          { $unwind: "$items" },
          { $group: { _id: "$items", n: { $sum: 1 } } },
          { $sort: { _id: 1 } },
          { $limit: 1 },
          { $project: { _id: 0, item: "$_id", n: 1 } },
        ])
        .toArray();
      expect(sold).toEqual([{ n: 2, item: "x" }]);
      expect(await collection.aggregate([{ $match: { shop: "a" } }, { $count: "n" }]).toArray()).toEqual([{ n: 2 }]);
    });

    test("$lookup joins another collection of the same service", async () => {
      const shops = await bench.collection({ _id: "a", name: "Shop A" }, { _id: "b", name: "Shop B" });
      const sales = await bench.collection(...SALES);
      const joined = await sales
        .aggregate([
          { $match: { _id: { $gte: 2 } } },
          { $lookup: { from: shops.collectionName, localField: "shop", foreignField: "_id", as: "shops" } },
          { $sort: { _id: 1 } },
          { $project: { shops: 1 } },
        ])
        .toArray();
      expect(joined).toEqual([
        { _id: 2, shops: [{ _id: "a", name: "Shop A" }] },
        { _id: 3, shops: [{ _id: "b", name: "Shop B" }] },
      ]);
    });

    test("bytes are grouped by content", async () => {
      const key = (n: number) => Buffer.from([n, n]);
      const collection = await bench.collection({ key: key(1) }, { key: key(2) }, { key: key(1) });
      const groups = await collection
        .aggregate([{ $group: { _id: "$key", n: { $sum: 1 } } }, { $sort: { n: 1 } }])
        .toArray();
      expect(comparable(groups)).toEqual([
        { _id: "bytes 0202", n: 1 },
        { _id: "bytes 0101", n: 2 },
      ]);
    });

    test("Model.aggregate sees the same", async () => {
      const Sale = bench
        .store()
        .connection.model(bench.name("Sale"), new Schema({ shop: String, amount: BigInt, at: Date }));
      await Sale.create([
        { shop: "a", amount: 3n, at: new Date(0) },
        { shop: "a", amount: 4n, at: new Date(86_400_000) },
      ]);
      const byDay = await Sale.aggregate([
        { $group: { _id: { $dateToString: { format: "%Y-%m-%d", date: "$at" } }, total: { $sum: "$amount" } } },
        { $sort: { _id: 1 } },
      ]);
      expect(byDay).toEqual([
        { _id: "1970-01-01", total: 3n },
        { _id: "1970-01-02", total: 4n },
      ]);
    });
  });
}
