/**
 * How fast a broadcast reaches its followers next to raw node:sqlite that writes the same rows in the same run, and how much memory it takes (V26).
 * `node loadtest/broadcast-bench.ts [followers, 100,000 unless said]`. Exits 1 where the proof of the deliveries finds anything.
 */
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";
import { setTimeout as pause } from "node:timers/promises";
import { BROADCASTS } from "../services/content/config.ts";
import { addFollowers, syntheticUser } from "../services/content/testing/add-followers.ts";
import { startContentNode } from "../services/content/testing/doomed-broadcast.ts";
import { verifyDeliveries } from "../services/content/verify-deliveries.ts";

const FOLLOWERS = Number(process.argv[2] ?? 100_000);
const MB = 1024 * 1024;

/** Deliveries a second of raw node:sqlite: a message with its two indexes and the count of the unread, as many in one commit, as durable. */
const rawRate = (dir: string): number => {
  const db = new DatabaseSync(join(dir, "raw.db"));
  db.exec("PRAGMA locking_mode = EXCLUSIVE; PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL");
  db.exec(`CREATE TABLE m (id TEXT PRIMARY KEY, doc BLOB NOT NULL, user TEXT, window TEXT) WITHOUT ROWID;
    CREATE INDEX byUser ON m (user, id); CREATE INDEX byWindow ON m (user, window, id);
    CREATE TABLE b (id TEXT PRIMARY KEY, unread INTEGER NOT NULL) WITHOUT ROWID`);
  const insert = db.prepare("INSERT INTO m VALUES (?, ?, ?, 'win_demomarket')");
  const count = db.prepare("INSERT INTO b VALUES (?, 1) ON CONFLICT (id) DO UPDATE SET unread = unread + 1");
  const doc = Buffer.alloc(260, 1);
  const start = performance.now();
  for (let from = 0; from < FOLLOWERS; from += BROADCASTS.batch) {
    db.exec("BEGIN");
    for (let index = from; index < Math.min(from + BROADCASTS.batch, FOLLOWERS); index++) {
      const user = syntheticUser(index);
      insert.run(`msg_${(index * 2_654_435_761) % 4_294_967_296}_${index}`, doc, user);
      count.run(user);
    }
    db.exec("COMMIT");
  }
  const rate = FOLLOWERS / ((performance.now() - start) / 1000);
  db.close();
  return rate;
};

const dataDir = mkdtempSync(join(tmpdir(), "paywindow-broadcast-bench-"));
const floor = rawRate(dataDir);
const { node, store, send, latest } = await startContentNode(dataDir);
await addFollowers(store, FOLLOWERS);
const restMb = process.memoryUsage().rss / MB;
let peakMb = restMb;
const start = performance.now();
await send();
while ((await latest())?.state !== 2) {
  peakMb = Math.max(peakMb, process.memoryUsage().rss / MB);
  await pause(20);
}
const rate = FOLLOWERS / ((performance.now() - start) / 1000);
const { mismatches } = await verifyDeliveries(store);
await node.stop();
rmSync(dataDir, { recursive: true, force: true });
const times = (floor / rate).toFixed(1);
const proof = mismatches.length === 0 ? "every delivery is accounted for" : mismatches.join("; ");
process.stdout.write(`followers:        ${FOLLOWERS}
raw node:sqlite:  ${Math.round(floor)} deliveries/s
content:          ${Math.round(rate)} deliveries/s, ${times} times the floor's time
memory:           ${Math.round(restMb)} MB before, at most ${Math.round(peakMb)} MB while it was sent
proof:            ${proof}
`);
process.exit(mismatches.length === 0 ? 0 : 1);
