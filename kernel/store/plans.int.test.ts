/** Goal: queries use the indexes that are there for them. Method: `explain` on a hundred trades, by the documents that were looked at. */
import { describe, expect, test } from "@jest/globals";
import { aTradeStore } from "./testing/trade-store.ts";

interface Explained {
  queryPlanner: {
    winningPlan: { stage: string; indexName?: string; inputStage?: { stage: string; indexName?: string } };
  };
  executionStats: { nReturned: number; totalDocsExamined: number };
}

const { withStore } = aTradeStore();

describe("plans", () => {
  const at = (n: number) => new Date(Date.UTC(2026, 0, 1, 0, n));
  const plans: [
    title: string,
    filter: object,
    sort: Record<string, 1 | -1>,
    stage: string,
    index: string | undefined,
    examined: number,
  ][] = [
    ["_id", { _id: "t7" }, {}, "IDHACK", "_id_", 1],
    ["a list of ids", { _id: { $in: ["t1", "t2", "none"] } }, {}, "IDHACK", "_id_", 2],
    ["a unique key", { merchantId: "m1", merchantTradeId: "x11" }, {}, "IXSCAN", "merchantId_1_merchantTradeId_1", 1],
    ["an equality and a sort", { merchantId: "m1" }, { payTime: -1 }, "IXSCAN", "merchantId_1_payTime_-1", 20],
    ["the sort backwards", { merchantId: "m1" }, { payTime: 1 }, "IXSCAN", "merchantId_1_payTime_-1", 20],
    [
      "an equality and a range",
      { merchantId: "m1", payTime: { $gte: at(90) } },
      {},
      "IXSCAN",
      "merchantId_1_payTime_-1",
      2,
    ],
    ["a partial index", { state: "WAITING", payTime: { $lt: at(10) } }, { payTime: 1 }, "IXSCAN", "waiting", 1],
    ["an array's index", { tags: "red" }, {}, "IXSCAN", "tags_1", 10],
    ["another sort", { merchantId: "m1" }, { amount: 1 }, "SORT", "merchantId_1_payTime_-1", 20],
    [
      "a partial index that lacks the matches",
      { state: "PAID", payTime: { $lt: at(10) } },
      {},
      "COLLSCAN",
      undefined,
      100,
    ],
    ["no index", { amount: 5n }, {}, "COLLSCAN", undefined, 100],
  ];

  test.each(plans)("%s", async (_, filter, sort, stage, indexName, examined) => {
    await withStore(async (_store, Trade) => {
      await Trade.insertMany(
        Array.from({ length: 100 }, (_unused, n) => ({
          _id: `t${n}`,
          merchantId: `m${n % 5}`,
          merchantTradeId: `x${n}`,
          state: n % 10 === 0 ? "WAITING" : "PAID",
          amount: BigInt(n),
          payTime: at(n),
          ...(n % 10 === 3 ? { tags: ["red", "blue"] } : {}),
        })),
      );
      const explained = (await Trade.find(filter).sort(sort).explain()) as unknown as Explained;
      expect(explained.queryPlanner.winningPlan).toMatchObject({ stage, ...(indexName ? { indexName } : {}) });
      expect(explained.executionStats.totalDocsExamined).toBe(examined);
    });
  });
});

test("an aggregation reads through the index of its first stages", async () => {
  await withStore(async (_store, Trade) => {
    await Trade.insertMany(
      Array.from({ length: 50 }, (_unused, n) => ({
        _id: `t${n}`,
        merchantId: `m${n % 5}`,
        merchantTradeId: `x${n}`,
        amount: 1n,
      })),
    );
    const pipeline = [
      { $match: { merchantId: "m1" } },
      { $sort: { payTime: -1 as const } },
      { $limit: 3 },
      { $count: "n" },
    ];
    const explained = (await Trade.aggregate(pipeline).explain()) as unknown as Explained;
    expect(explained.queryPlanner.winningPlan).toEqual({ stage: "IXSCAN", indexName: "merchantId_1_payTime_-1" });
    expect(await Trade.aggregate(pipeline)).toEqual([{ n: 3 }]);
    await expect(Trade.aggregate([{ $limit: 0 }])).rejects.toThrow("limit");
  });
});
