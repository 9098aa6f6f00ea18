/**
 * Goal: what the embedded engine promises beyond MongoDB's semantics (those are in the conformance suite): group commit, isolation without
 * standing in each other's way, long reads, and TTL.
 */
import { setTimeout as sleep } from "node:timers/promises";
import { describe, expect, test } from "@jest/globals";
import { fixedClock } from "../time/clock.ts";
import { openStore } from "./open-store.ts";
import { aTradeModel, aTradeStore } from "./testing/trade-store.ts";

const { dataDir, withStore } = aTradeStore();

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
    const store = await openStore({ name: "shop", dataDir: dataDir(), transactionLifetimeMs: 40 });
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
