/**
 * How fast the embedded store is next to raw node:sqlite in the same run (STACK.md has the figures of the prototype).
 * `node loadtest/store-bench.ts [seconds per measure] [concurrency]`
 */
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";
import { Schema } from "mongoose";
import { openStore } from "../kernel/store/open-store.ts";

const SECONDS = Number(process.argv[2] ?? 3);
const CONCURRENCY = Number(process.argv[3] ?? 64);
const ACCOUNTS = 1000;

/** Runs `work` from CONCURRENCY callers for SECONDS; operations per second. */
async function rateOf(work: (n: number) => Promise<unknown>): Promise<number> {
  let count = 0;
  const start = performance.now();
  const caller = async () => {
    while (performance.now() - start < SECONDS * 1000) await work(count++);
  };
  await Promise.all(Array.from({ length: CONCURRENCY }, caller));
  return count / ((performance.now() - start) / 1000);
}

/** Raw node:sqlite with the same durability: `batch` statements per fsync. */
function rawRate(dir: string, batch: number): number {
  const db = new DatabaseSync(join(dir, `raw${batch}.db`));
  db.exec("PRAGMA locking_mode = EXCLUSIVE; PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL");
  db.exec(
    "CREATE TABLE t (id BLOB PRIMARY KEY, doc BLOB NOT NULL, k BLOB) WITHOUT ROWID; CREATE UNIQUE INDEX u ON t (k)",
  );
  const insert = db.prepare("INSERT INTO t VALUES (?, ?, ?)");
  const doc = Buffer.alloc(180, 1);
  let count = 0;
  const start = performance.now();
  while (performance.now() - start < SECONDS * 1000) {
    db.exec("BEGIN");
    for (let i = 0; i < batch; i++) {
      const key = Buffer.from(`key_${count++}`);
      insert.run(key, doc, key);
    }
    db.exec("COMMIT");
  }
  const rate = count / ((performance.now() - start) / 1000);
  db.close();
  return rate;
}

const accountSchema = new Schema(
  { _id: String, owner: { type: String, index: { unique: true } }, balance: { type: BigInt }, state: String },
  { versionKey: false },
);
const tradeSchema = new Schema(
  {
    _id: String,
    merchantTradeId: { type: String, index: { unique: true } },
    amount: { type: BigInt },
    state: { type: String, index: true },
    payTime: Date,
  },
  { versionKey: false },
);

const print = (line: string) => process.stdout.write(`${line}\n`);
const dir = mkdtempSync(join(tmpdir(), "store-bench-"));
const store = await openStore({ name: "bench", dataDir: dir });
try {
  const Account = store.connection.model("Account", accountSchema);
  const Trade = store.connection.model("Trade", tradeSchema);
  await store.ready();
  const ids = Array.from({ length: ACCOUNTS }, (_, i) => `acc_${i}`);
  await Account.insertMany(ids.map((_id) => ({ _id, owner: `own_${_id}`, balance: 1_000_000_000n, state: "OPEN" })));
  const idOf = (n: number) => ids[n % ACCOUNTS] as string;

  const raw1 = rawRate(dir, 1);
  const raw64 = rawRate(dir, 64);
  const rates: [name: string, rate: number][] = [
    [
      "create",
      await rateOf((n) =>
        Trade.create({ _id: `trd_${n}`, merchantTradeId: `m_${n}`, amount: 100n, state: "PAID", payTime: new Date(n) }),
      ),
    ],
    [
      "guarded findOneAndUpdate",
      await rateOf((n) =>
        Account.findOneAndUpdate(
          { _id: idOf(n), state: "OPEN", balance: { $gte: 1n } },
          { $inc: { balance: -1n } },
          { returnDocument: "after", lean: true },
        ),
      ),
    ],
    [
      "transaction of 2 updates",
      await rateOf((n) =>
        store.transaction(async (session) => {
          await Account.updateOne({ _id: idOf(n), balance: { $gte: 1n } }, { $inc: { balance: -1n } }, { session });
          await Account.updateOne({ _id: idOf(n + 500) }, { $inc: { balance: 1n } }, { session });
        }),
      ),
    ],
    [
      "transaction on one hot document",
      await rateOf((n) =>
        store.transaction(async (session) => {
          await Account.updateOne({ _id: idOf(n % 900) }, { $inc: { balance: -1n } }, { session });
          await Account.updateOne({ _id: "acc_999" }, { $inc: { balance: 1n } }, { session });
        }),
      ),
    ],
    ["findOne by unique index, lean", await rateOf((n) => Trade.findOne({ merchantTradeId: `m_${n % 1000}` }).lean())],
  ];
  print(`raw node:sqlite, FULL: ${raw1.toFixed(0)}/s one by one, ${raw64.toFixed(0)}/s in batches of 64`);
  for (const [name, rate] of rates) {
    print(`${name}: ${rate.toFixed(0)}/s, ${((rate / raw64) * 100).toFixed(1)} % of the raw batch of 64`);
  }
  print(`memory: ${(process.memoryUsage().rss / 1e6).toFixed(0)} MB rss; ${JSON.stringify(store.stats())}`);
} finally {
  await store.close();
  rmSync(dir, { recursive: true, force: true });
}
