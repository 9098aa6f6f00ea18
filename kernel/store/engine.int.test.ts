/**
 * Goal: what the embedded engine promises beyond MongoDB's semantics (those are in the conformance suite): plans, group commit, isolation without
 * standing in each other's way, TTL, and clear errors for files and disks that fail.
 */
import { spawnSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";
import { setTimeout as sleep } from "node:timers/promises";
import { fileURLToPath } from "node:url";
import { afterEach, beforeEach, describe, expect, test } from "@jest/globals";
import { Schema } from "mongoose";
import { fixedClock } from "../time/clock.ts";
import { openStore, type Store } from "./open-store.ts";

const tradeSchema = new Schema(
  {
    _id: String,
    merchantId: String,
    merchantTradeId: String,
    state: String,
    amount: { type: BigInt },
    payTime: Date,
    tags: { type: [String], default: undefined },
    expireTime: Date,
  },
  { versionKey: false },
);
tradeSchema.index({ merchantId: 1, payTime: -1 });
tradeSchema.index({ merchantId: 1, merchantTradeId: 1 }, { unique: true, sparse: true });
tradeSchema.index({ payTime: 1 }, { partialFilterExpression: { state: "WAITING" }, name: "waiting" });
tradeSchema.index({ tags: 1 });
tradeSchema.index({ expireTime: 1 }, { expireAfterSeconds: 60 });

const aTradeModel = (store: Store) => store.connection.model("Trade", tradeSchema);
type TradeModel = ReturnType<typeof aTradeModel>;
interface Explained {
  queryPlanner: {
    winningPlan: { stage: string; indexName?: string; inputStage?: { stage: string; indexName?: string } };
  };
  executionStats: { nReturned: number; totalDocsExamined: number };
}

let dataDir: string;
beforeEach(() => {
  dataDir = mkdtempSync(join(tmpdir(), "paywindow-engine-"));
});
afterEach(() => rmSync(dataDir, { recursive: true, force: true }));

/** Runs `work` on an open store and closes it. */
async function withStore(
  work: (store: Store, Trade: TradeModel) => Promise<void>,
  clock = fixedClock(),
): Promise<void> {
  const store = await openStore({ name: "shop", dataDir, clock });
  const Trade = aTradeModel(store);
  await store.ready();
  try {
    await work(store, Trade);
  } finally {
    await store.close();
  }
}

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

describe("group commit", () => {
  test("writes of one turn share one commit, and one that fails does not fail the others", async () => {
    await withStore(async (store, Trade) => {
      await Trade.create({ _id: "taken" });
      const before = store.stats().commits as number;
      const outcomes = await Promise.allSettled(
        Array.from({ length: 64 }, (_, n) =>
          Trade.collection.insertOne({ _id: n === 20 ? "taken" : `t${n}` } as never),
        ),
      );
      expect(outcomes.filter(({ status }) => status === "rejected")).toMatchObject([{ reason: { code: 11000 } }]);
      expect((store.stats().commits as number) - before).toBe(1);
      expect(await Trade.countDocuments()).toBe(64);
    });
  });

  test("transactions of one turn share one commit", async () => {
    await withStore(async (store, Trade) => {
      const before = store.stats().commits as number;
      await Promise.all(
        Array.from({ length: 32 }, (_, n) =>
          store.transaction(async (session) => {
            await Trade.collection.insertOne({ _id: `a${n}` } as never, { session });
            await Trade.collection.insertOne({ _id: `b${n}` } as never, { session });
          }),
        ),
      );
      expect((store.stats().commits as number) - before).toBe(1);
      expect(await Trade.countDocuments()).toBe(64);
    });
  });
});

describe("transactions side by side", () => {
  test("a slow transaction holds up nobody but those who want its documents", async () => {
    await withStore(async (store, Trade) => {
      await Trade.create([
        { _id: "a", amount: 1n },
        { _id: "b", amount: 1n },
      ]);
      const slow = Promise.withResolvers<void>();
      const running = store.transaction(async () => {
        await Trade.updateOne({ _id: "a" }, { $inc: { amount: 10n } });
        await slow.promise;
      });
      await Trade.updateOne({ _id: "b" }, { $inc: { amount: 1n } });
      await store.transaction(async () => Trade.updateOne({ _id: "b" }, { $inc: { amount: 1n } }));
      expect((await Trade.findById("a").lean())?.amount).toBe(1n);

      let isAnswered = false;
      const waiting = Trade.updateOne({ _id: "a" }, { $inc: { amount: 100n } }).then(() => {
        isAnswered = true;
      });
      await sleep(20);
      expect(isAnswered).toBe(false);
      slow.resolve();
      await Promise.all([running, waiting]);
      expect((await Trade.find().sort("_id").lean()).map(({ amount }) => amount)).toEqual([111n, 3n]);
    });
  });

  test("two transactions that want each other's documents both come through", async () => {
    await withStore(async (store, Trade) => {
      await Trade.create([
        { _id: "a", amount: 0n },
        { _id: "b", amount: 0n },
      ]);
      const both = (first: string, second: string) =>
        store.transaction(async () => {
          await Trade.updateOne({ _id: first }, { $inc: { amount: 1n } });
          await sleep(5);
          await Trade.updateOne({ _id: second }, { $inc: { amount: 1n } });
        });
      await Promise.all([both("a", "b"), both("b", "a")]);
      expect((await Trade.find().lean()).map(({ amount }) => amount)).toEqual([2n, 2n]);
      expect(store.stats().aborts).toBe(1);
    });
  });

  test("64 transactions over one document neither lose an update nor run again", async () => {
    await withStore(async (store, Trade) => {
      await Trade.create({ _id: "hot", amount: 0n });
      await Promise.all(
        Array.from({ length: 64 }, (_, n) =>
          store.transaction(async () => {
            await Trade.create({ _id: `t${n}` });
            await Trade.updateOne({ _id: "hot" }, { $inc: { amount: 1n } });
          }),
        ),
      );
      expect((await Trade.findById("hot").lean())?.amount).toBe(64n);
      expect(store.stats().aborts).toBe(0);
    });
  });

  test("look, then insert under a unique key: the loser runs again and finds the winner's document", async () => {
    await withStore(async (store, Trade) => {
      const payOnce = (id: string) =>
        store.transaction(async () => {
          const found = await Trade.findOne({ merchantId: "m", merchantTradeId: "x" }).lean();
          if (found) return found._id;
          await sleep(1);
          await Trade.create({ _id: id, merchantId: "m", merchantTradeId: "x" });
          return id;
        });
      const answers = await Promise.all(Array.from({ length: 20 }, (_, n) => payOnce(`t${n}`)));
      expect(new Set(answers).size).toBe(1);
      expect(await Trade.countDocuments()).toBe(1);
    });
  });

  test("a transaction that takes too long is aborted, gives its documents free, and is not run again behind its back", async () => {
    const store = await openStore({ name: "shop", dataDir, transactionLifetimeMs: 40 });
    const Trade = aTradeModel(store);
    await store.ready();
    await Trade.create({ _id: "a", amount: 0n });
    const session = await store.connection.startSession();
    session.startTransaction();
    await Trade.updateOne({ _id: "a" }, { $inc: { amount: 1n } }, { session });
    // Waits for the lock until the transaction is out of time.
    await Trade.updateOne({ _id: "a" }, { $inc: { amount: 10n } });
    await expect(Trade.findById("a").session(session)).rejects.toMatchObject({ code: 251 });
    await expect(session.commitTransaction()).rejects.toMatchObject({ code: 251 });
    expect((await Trade.findById("a").lean())?.amount).toBe(10n);
    await session.endSession();
    await store.close();
  });

  test("a unique index that is made while a transaction holds two equal keys makes it run again", async () => {
    await withStore(async (store, Trade) => {
      let runs = 0;
      const running = store.transaction(async () => {
        runs++;
        await Trade.create(
          [
            { _id: "a", state: "X" },
            { _id: "b", state: runs === 1 ? "X" : "Y" },
          ],
          { ordered: true },
        );
        if (runs === 1) await Trade.collection.createIndex({ state: 1 }, { unique: true });
      });
      await running;
      expect(runs).toBe(2);
      expect((await Trade.find().sort("_id").lean()).map(({ state }) => state)).toEqual(["X", "Y"]);
    });
  });

  test("a transaction inside a transaction is part of it", async () => {
    await withStore(async (store, Trade) => {
      const failing = store.transaction(async () => {
        await store.transaction(async () => Trade.create({ _id: "inner" }));
        throw new Error("outer fails");
      });
      await expect(failing).rejects.toThrow("outer fails");
      expect(await Trade.countDocuments()).toBe(0);
    });
  });
});

describe("long reads", () => {
  const HUGE = 1300;

  test("come in pieces, in the order of ids, while others write, and see each document once", async () => {
    await withStore(async (_store, Trade) => {
      const idOf = (n: number) => `t${String(n).padStart(5, "0")}`;
      await Trade.insertMany(
        Array.from({ length: HUGE }, (_unused, n) => ({ _id: idOf(n), amount: BigInt(n), state: "PAID" })),
      );
      const seen: string[] = [];
      for await (const doc of Trade.find({ state: "PAID", amount: { $gte: 100n } })
        .lean()
        .cursor()) {
        if (seen.length === 0) {
          await Trade.deleteOne({ _id: idOf(1200) });
          await Trade.create({ _id: "a-before-all", amount: 1000n, state: "PAID" });
          await Trade.create({ _id: "z-after-all", amount: 1000n, state: "PAID" });
        }
        seen.push(doc._id as string);
      }
      const expected = Array.from({ length: HUGE - 100 }, (_unused, n) => idOf(n + 100)).filter(
        (id) => id !== idOf(1200),
      );
      expect(seen).toEqual([...expected, "z-after-all"]);
    });
  });

  test("another order is read at once and stays what it was", async () => {
    await withStore(async (_store, Trade) => {
      await Trade.insertMany(Array.from({ length: HUGE }, (_unused, n) => ({ _id: `t${n}`, amount: BigInt(n) })));
      let next = BigInt(HUGE - 1);
      for await (const doc of Trade.find().sort({ amount: -1 }).lean().cursor()) {
        if (next === BigInt(HUGE - 1)) await Trade.deleteMany({});
        expect(doc.amount).toBe(next--);
      }
      expect(next).toBe(-1n);
    });
  });
});

test("a document above 16 MB is refused, and nothing is written", async () => {
  await withStore(async (_store, Trade) => {
    const state = "x".repeat(17 * 1024 * 1024);
    await expect(Trade.create({ _id: "big", state })).rejects.toMatchObject({ code: 10334 });
    expect(await Trade.countDocuments()).toBe(0);
  });
});

test("TTL: documents go when their time has come, and are kept until then", async () => {
  const clock = fixedClock("2026-01-01T00:00:00.000Z");
  await withStore(async (store, Trade) => {
    await Trade.create([
      { _id: "due", expireTime: new Date("2026-01-01T00:00:00.000Z") },
      { _id: "later", expireTime: new Date("2026-01-01T00:00:01.000Z") },
      { _id: "never" },
    ]);
    expect(await store.expire()).toBe(0);
    clock.advance(60_000);
    expect(await store.expire()).toBe(1);
    expect((await Trade.find().sort("_id").lean()).map(({ _id }) => _id)).toEqual(["later", "never"]);
  }, clock);
});

describe("files", () => {
  const node = (code: string, limit = "") =>
    spawnSync("bash", ["-c", `${limit} exec "$0" --input-type=module -e "$1"`, process.execPath, code], {
      encoding: "utf8",
    });
  const module = fileURLToPath(new URL("./open-store.ts", import.meta.url));

  test("a second process is told that the file has an owner, and to use MongoDB", async () => {
    await withStore(async () => {
      const other = node(
        `const { openStore } = await import(${JSON.stringify(module)});
         await openStore({ name: "shop", dataDir: ${JSON.stringify(dataDir)} }).catch((e) => console.log(e.name, e.message));`,
      );
      expect(other.stdout).toContain("StoreLockedError");
      expect(other.stdout).toContain("MONGODB_URI");
    });
  });

  test("a file that is no database, or another program's, is refused and left as it is", async () => {
    const path = join(dataDir, "shop.db");
    writeFileSync(path, "this is not a database, but long enough to be looked at ".repeat(20));
    await expect(openStore({ name: "shop", dataDir })).rejects.toMatchObject({ name: "StoreCorruptError" });
    expect(readFileSync(path, "utf8")).toContain("not a database");
    rmSync(path);
    const foreign = new DatabaseSync(path);
    foreign.exec("CREATE TABLE theirs (a)");
    foreign.close();
    await expect(openStore({ name: "shop", dataDir })).rejects.toMatchObject({ name: "StoreCorruptError" });
  });

  test("a full disk fails the writes with an error; what was acknowledged stays, and reading goes on", async () => {
    // The shell's file size limit stands for the full disk; without the trap the signal would end the process.
    const child = node(
      `const { openStore } = await import(${JSON.stringify(module)});
       const { Schema } = (await import("mongoose")).default;
       const store = await openStore({ name: "shop", dataDir: ${JSON.stringify(dataDir)} });
       const Note = store.connection.model("Note", new Schema({ _id: Number, text: String }));
       await store.ready();
       let acknowledged = 0, error;
       for (let n = 0; n < 10000 && !error; n++) {
         await Note.create({ _id: n, text: "x".repeat(2000) }).then(() => { acknowledged++; }, (e) => { error = e; });
       }
       const inTransaction = await store.transaction(() => Note.create({ _id: -1, text: "y".repeat(9000) })).catch((e) => e);
       console.log(JSON.stringify({ acknowledged, name: error?.name, message: error?.message, second: inTransaction.name, count: await Note.countDocuments() }));
       process.exit(0);`,
      "trap '' XFSZ; ulimit -f 600;",
    );
    const { acknowledged, ...rest } = JSON.parse(child.stdout) as { acknowledged: number; count: number };
    expect(rest).toMatchObject({ name: "StoreError", second: "StoreError", count: acknowledged });
    expect(acknowledged).toBeGreaterThan(10);
    const store = await openStore({ name: "shop", dataDir });
    expect(await store.connection.collection("notes").countDocuments({})).toBe(acknowledged);
    await store.close();
  });

  test("a closed store refuses operations", async () => {
    const store = await openStore({ name: "shop", dataDir });
    const Trade = aTradeModel(store);
    await store.ready();
    await store.close();
    await expect(Trade.collection.findOne({})).rejects.toThrow("closed");
  });
});
