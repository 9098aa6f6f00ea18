/** Transactions: all or nothing, own writes visible, nobody else's lost. Every transaction here may run more than once. */
import { describe, expect, test } from "@jest/globals";
import { type ClientSession, type Model, Schema } from "mongoose";
import type { Bench } from "./bench.ts";

async function anAccount(bench: Bench) {
  const schema = new Schema({
    _id: String,
    balance: { type: BigInt, required: true },
    version: { type: Number, default: 0 },
  });
  const Account = bench.store().connection.model(bench.name("Account"), schema);
  await Account.init();
  await Account.create([
    { _id: "a", balance: 100n },
    { _id: "b", balance: 0n },
  ]);
  return Account;
}

type Account = Awaited<ReturnType<typeof anAccount>>;

async function balances(Account: Account): Promise<(bigint | undefined)[]> {
  const rows = await Account.find().sort({ _id: 1 }).lean();
  return rows.map((row) => row.balance);
}

async function move(Account: Account, amount: bigint, session: ClientSession): Promise<void> {
  await Account.updateOne({ _id: "a" }, { $inc: { balance: -amount } }, { session });
  await Account.updateOne({ _id: "b" }, { $inc: { balance: amount } }, { session });
}

class Refused extends Error {}

/** Begins `act` while a transaction holds a document that is not committed, then ends that transaction without effect. */
async function whileTaken(
  Rows: Pick<Model<unknown>, "db" | "collection">,
  row: object,
  act: () => Promise<unknown>,
): Promise<void> {
  const session = await Rows.db.startSession();
  session.startTransaction();
  await Rows.collection.insertOne(row, { session });
  const acting = act();
  // Long enough for `act` to meet the key.
  await new Promise((resolve) => setTimeout(resolve, 50));
  await session.abortTransaction();
  await session.endSession();
  await acting;
}

export function describeTransactions(bench: Bench): void {
  describe("transactions", () => {
    test("a commit applies all and answers the work's result", async () => {
      const Account = await anAccount(bench);
      const result = await bench.store().transaction(async (session) => {
        await move(Account, 30n, session);
        return "moved";
      });
      expect(result).toBe("moved");
      expect(await balances(Account)).toEqual([70n, 30n]);
    });

    test("an error aborts all of it, and reaches the caller as it is", async () => {
      const Account = await anAccount(bench);
      const refused = new Refused("no");
      const work = bench.store().transaction(async (session) => {
        await move(Account, 30n, session);
        await Account.create([{ _id: "c", balance: 1n }], { session });
        await Account.deleteOne({ _id: "a" }, { session });
        throw refused;
      });
      await expect(work).rejects.toBe(refused);
      expect(await balances(Account)).toEqual([100n, 0n]);
    });

    test("an update of many that meets a unique key taken by a transaction changes each document once", async () => {
      const schema = new Schema({ _id: String, row: String, seat: Number, moves: Number }, { versionKey: false });
      const Seat = bench.store().connection.model(bench.name("Seat"), schema.index({ seat: 1 }, { unique: true }));
      await Seat.init();
      await Seat.create([
        { _id: "a", row: "r", seat: 1, moves: 0 },
        { _id: "b", row: "r", seat: 5, moves: 0 },
      ]);
      const move = (session?: ClientSession) =>
        Seat.updateMany({ row: "r" }, { $inc: { seat: 1, moves: 1 } }, session ? { session } : {}).exec();
      await whileTaken(Seat, { _id: "c", row: "x", seat: 6, moves: 0 }, () => move());
      await whileTaken(Seat, { _id: "c", row: "x", seat: 7, moves: 0 }, () => bench.store().transaction(move));
      expect(await Seat.find({ row: "r" }).sort({ _id: 1 }).lean()).toEqual([
        { _id: "a", row: "r", seat: 3, moves: 2 },
        { _id: "b", row: "r", seat: 7, moves: 2 },
      ]);
    });

    test("an upsert that waits for the second of its unique keys does not meet its own first one", async () => {
      const schema = new Schema({ one: String, two: String }, { versionKey: false });
      schema.index({ one: 1 }, { unique: true }).index({ two: 1 }, { unique: true });
      const Pair = bench.store().connection.model(bench.name("Pair"), schema);
      await Pair.init();
      const upsert = (session: ClientSession) =>
        Pair.updateOne({ one: "1" }, { $setOnInsert: { two: "2" } }, { upsert: true, session });
      await whileTaken(Pair, { one: "other", two: "2" }, () => bench.store().transaction(upsert));
      expect(await Pair.find({}, { _id: 0 }).lean()).toEqual([{ one: "1", two: "2" }]);
    });

    test("reads inside see the transaction's own writes, by every way of reading", async () => {
      const Account = await anAccount(bench);
      await bench.store().transaction(async (session) => {
        await Account.create([{ _id: "c", balance: 7n }], { session });
        await Account.updateOne({ _id: "a" }, { $set: { balance: 1n } }, { session });
        await Account.deleteOne({ _id: "b" }, { session });
        const rows = await Account.find({}, null, { session }).sort({ balance: -1 }).lean();
        expect(rows.map((row) => [row._id, row.balance])).toEqual([
          ["c", 7n],
          ["a", 1n],
        ]);
        expect(await Account.countDocuments({ balance: { $gte: 5n } }).session(session)).toBe(1);
        expect(await Account.findById("b").session(session)).toBeNull();
        const [sum] = await Account.aggregate([{ $group: { _id: null, total: { $sum: "$balance" } } }]).session(
          session,
        );
        expect(sum).toEqual({ _id: null, total: 8n });
        const after = await Account.findOneAndUpdate(
          { _id: "c", balance: 7n },
          { $inc: { balance: 1n } },
          { session, returnDocument: "after" },
        );
        expect(after?.balance).toBe(8n);
      });
      expect(await balances(Account)).toEqual([1n, 8n]);
    });

    test("nobody outside sees it before the commit", async () => {
      const Account = await anAccount(bench);
      const written = Promise.withResolvers<void>();
      const seen = Promise.withResolvers<void>();
      const work = bench.store().transaction(async (session) => {
        await move(Account, 30n, session);
        written.resolve();
        await seen.promise;
      });
      await written.promise;
      expect(await balances(Account)).toEqual([100n, 0n]);
      seen.resolve();
      await work;
      expect(await balances(Account)).toEqual([70n, 30n]);
    });

    test("what a transaction creates is unique: a duplicate inside it is E11000 and nothing stays", async () => {
      const Account = await anAccount(bench);
      const work = bench.store().transaction(async (session) => {
        await Account.create([{ _id: "c", balance: 1n }], { session });
        await Account.create([{ _id: "a", balance: 1n }], { session });
      });
      await expect(work).rejects.toMatchObject({ code: 11000, keyValue: { _id: "a" } });
      expect(await Account.countDocuments()).toBe(2);
    });

    test("a session that is not passed on is found through AsyncLocalStorage", async () => {
      const Account = await anAccount(bench);
      const work = bench.store().transaction(async () => {
        await Account.updateOne({ _id: "a" }, { $inc: { balance: -1n } });
        await Account.create([{ _id: "c", balance: 1n }]);
        expect((await Account.findById("a").lean())?.balance).toBe(99n);
        throw new Refused();
      });
      await expect(work).rejects.toBeInstanceOf(Refused);
      expect(await balances(Account)).toEqual([100n, 0n]);
    });

    test("a document saved in an aborted transaction can be saved again", async () => {
      const Account = await anAccount(bench);
      const account = new Account({ _id: "new", balance: 5n });
      const aborted = bench.store().transaction(async (session) => {
        await account.save({ session });
        throw new Refused();
      });
      await expect(aborted).rejects.toBeInstanceOf(Refused);
      await bench.store().transaction(async (session) => {
        await account.save({ session });
      });
      expect((await Account.findById("new").lean())?.balance).toBe(5n);
    });

    test("the session says when it has ended", async () => {
      const Account = await anAccount(bench);
      let ended = 0;
      await bench.store().transaction(async (session) => {
        session.once("ended", () => {
          ended++;
        });
        await move(Account, 1n, session);
      });
      expect(ended).toBeGreaterThan(0);
    });
  });
}

export function describeConflicts(bench: Bench): void {
  describe("conflicting transactions", () => {
    test("fifty read a balance and write it back: no update is lost", async () => {
      const Account = await anAccount(bench);
      const withdraw = () =>
        bench.store().transaction(async (session) => {
          const account = await Account.findById("a").session(session).orFail();
          await Account.updateOne({ _id: "a" }, { $set: { balance: (account.balance ?? 0n) - 1n } }, { session });
        });
      await Promise.all(Array.from({ length: 50 }, withdraw));
      expect(await balances(Account)).toEqual([50n, 0n]);
    }, 60_000);

    test("fifty move money guarded by the balance: exactly what is there moves", async () => {
      const Account = await anAccount(bench);
      const pay = () =>
        bench.store().transaction(async (session) => {
          const paid = await Account.findOneAndUpdate(
            { _id: "a", balance: { $gte: 30n } },
            { $inc: { balance: -30n } },
            { session },
          );
          if (!paid) throw new Refused();
          await Account.updateOne({ _id: "b" }, { $inc: { balance: 30n } }, { session });
        });
      const results = await Promise.allSettled(Array.from({ length: 50 }, pay));
      expect(results.filter((result) => result.status === "fulfilled")).toHaveLength(3);
      expect(await balances(Account)).toEqual([10n, 90n]);
    }, 60_000);

    test("a guard on what was read never just misses: where another was first, the work runs again and reads that", async () => {
      const Account = await anAccount(bench);
      const claim = () =>
        bench.store().transaction(async (session) => {
          const account = await Account.findById("a").session(session).orFail();
          if (account.version !== 0) return "taken";
          const guard = { _id: "a", version: 0 };
          const { matchedCount } = await Account.updateOne(guard, { $set: { version: 1 } }, { session });
          return matchedCount === 1 ? "mine" : "missed";
        });
      const outcomes = await Promise.all(Array.from({ length: 20 }, claim));
      expect(outcomes.filter((outcome) => outcome === "mine")).toHaveLength(1);
      expect(outcomes.filter((outcome) => outcome === "taken")).toHaveLength(19);
    });

    test("transactions in opposite order over two documents all end", async () => {
      const Account = await anAccount(bench);
      const touch = (first: string, second: string) =>
        bench.store().transaction(async (session) => {
          await Account.updateOne({ _id: first }, { $inc: { version: 1 } }, { session });
          await Account.updateOne({ _id: second }, { $inc: { version: 1 } }, { session });
        });
      await Promise.all(Array.from({ length: 10 }, (_, n) => (n % 2 ? touch("a", "b") : touch("b", "a"))));
      const rows = await Account.find().lean();
      expect(rows.map((row) => row.version)).toEqual([10, 10]);
    }, 60_000);

    test("fifty transactions insert one key: one document, forty-nine E11000", async () => {
      const Account = await anAccount(bench);
      const insert = () =>
        bench.store().transaction((session) => Account.create([{ _id: "key", balance: 1n }], { session }));
      const results = await Promise.allSettled(Array.from({ length: 50 }, insert));
      const codes = results.map((result) => (result.status === "rejected" ? result.reason.code : 0));
      expect(codes.filter((code) => code === 0)).toHaveLength(1);
      expect(codes.filter((code) => code === 11000)).toHaveLength(49);
    }, 60_000);

    test("a write outside and a transaction on one document both count", async () => {
      const Account = await anAccount(bench);
      await Promise.all([
        bench.store().transaction(async (session) => {
          const account = await Account.findById("a").session(session).orFail();
          await Account.updateOne({ _id: "a" }, { $set: { balance: (account.balance ?? 0n) - 10n } }, { session });
        }),
        Account.updateOne({ _id: "a" }, { $inc: { balance: 5n } }),
      ]);
      expect((await balances(Account))[0]).toBe(95n);
    });

    test("write skew: a rule over two documents holds when both transactions write a common one", async () => {
      const Account = await anAccount(bench);
      await Account.create({ _id: "guard", balance: 0n });
      const drainWhileOtherFull = (mine: string) =>
        bench.store().transaction(async (session) => {
          await Account.updateOne({ _id: "guard" }, { $inc: { version: 1 } }, { session });
          const rows = await Account.find({ _id: { $in: ["a", "b"] } })
            .session(session)
            .lean();
          const total = rows.reduce((sum, row) => sum + row.balance, 0n);
          if (total < 200n) throw new Refused();
          await Account.updateOne({ _id: mine }, { $inc: { balance: -100n } }, { session });
        });
      await Account.updateOne({ _id: "b" }, { $set: { balance: 100n } });
      const results = await Promise.allSettled([drainWhileOtherFull("a"), drainWhileOtherFull("b")]);
      expect(results.map((result) => result.status).sort()).toEqual(["fulfilled", "rejected"]);
    });
  });
}

export function describeSessions(bench: Bench): void {
  describe("sessions driven by hand", () => {
    test("start, commit and abort", async () => {
      const Account = await anAccount(bench);
      const session = await bench.store().connection.startSession();
      session.startTransaction();
      await move(Account, 10n, session);
      await session.abortTransaction();
      session.startTransaction();
      await move(Account, 20n, session);
      await session.commitTransaction();
      await session.endSession();
      expect(await balances(Account)).toEqual([80n, 20n]);
    });

    test("a conflict is a labelled error, and the loser changed nothing", async () => {
      const Account = await anAccount(bench);
      const slow = await bench.store().connection.startSession();
      slow.startTransaction();
      await Account.findById("a").session(slow);
      await Account.updateOne({ _id: "a" }, { $inc: { balance: 1n } });
      const late = Account.updateOne({ _id: "a" }, { $set: { balance: 0n } }, { session: slow });
      const error = await late.then(
        () => undefined,
        (reason) => reason,
      );
      expect(error).toMatchObject({ code: 112 });
      expect(error.hasErrorLabel("TransientTransactionError")).toBe(true);
      await slow.endSession();
      expect((await balances(Account))[0]).toBe(101n);
    });

    test("a session that ends takes its open transaction with it", async () => {
      const Account = await anAccount(bench);
      const session = await bench.store().connection.startSession();
      session.startTransaction();
      await move(Account, 10n, session);
      await session.endSession();
      await Account.updateOne({ _id: "a" }, { $inc: { balance: 1n } });
      expect(await balances(Account)).toEqual([101n, 0n]);
    });
  });
}
