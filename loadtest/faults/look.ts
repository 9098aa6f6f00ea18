import { copyFileSync, existsSync, mkdirSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { outboxModel } from "../../kernel/events/outbox-model.ts";
import { openStore, type Store } from "../../kernel/store/open-store.ts";
import { verifyLedger } from "../../services/payments/ledger/verify-ledger.ts";
import { attemptModel } from "../../verticals/supermarket/checkout/attempt-model.ts";
import { verifyStock } from "../../verticals/supermarket/verify-stock.ts";
import { KEEPERS, type Stage } from "./stage.ts";

/** What the stores say at one moment. */
export interface Look {
  /** Must be empty at every moment. */
  readonly violations: readonly string[];
  /** Must be empty when everything has come to rest: holds and reservations. */
  readonly unfinished: readonly string[];
  /** Events that are not consumed everywhere yet. One whose acknowledgement was lost comes again when that is overdue (`ackWaitMs`), so this takes longer. */
  readonly undelivered: readonly string[];
}

/** A file and its log of writes: what a crash at this moment would leave. */
const SUFFIXES = [".db", ".db-wal"];

/** Copies the keepers' stores while both stand still: the platform goes on, and the copies are opened as after a crash. */
const copyStores = (stage: Stage, to: string): void => {
  rmSync(to, { recursive: true, force: true });
  mkdirSync(to, { recursive: true });
  const pids = KEEPERS.flatMap((name) => stage.process(name).pid() ?? []);
  for (const pid of pids) process.kill(pid, "SIGSTOP");
  try {
    for (const name of KEEPERS)
      for (const suffix of SUFFIXES) {
        const file = join(stage.dataDirOf(name), name + suffix);
        if (existsSync(file)) copyFileSync(file, join(to, name + suffix));
      }
  } finally {
    for (const pid of pids) process.kill(pid, "SIGCONT");
  }
};

const undelivered = async (name: string, store: Store): Promise<string[]> => {
  const count = await outboxModel(store.connection).countDocuments({});
  return count > 0 ? [`${count} events of ${name} are not delivered`] : [];
};

const lookAtPayments = async (store: Store): Promise<Look> => {
  const { mismatches, orphanHolds, currencies } = await verifyLedger(store);
  const held = currencies.filter((one) => one.held !== 0n).map((one) => `${one.held} ${one.currencyCode} fen are held`);
  const orphans = orphanHolds.map((hold) => `hold ${hold} has no trade`);
  return {
    violations: [...mismatches, ...orphans],
    unfinished: held,
    undelivered: await undelivered("payments", store),
  };
};

const lookAtSupermarket = async (store: Store): Promise<Look> => {
  const { mismatches } = await verifyStock(store);
  const pending = await attemptModel(store.connection).countDocuments({ state: "PENDING" });
  const unfinished = pending > 0 ? [`${pending} checkouts are not concluded`] : [];
  return { violations: mismatches, unfinished, undelivered: await undelivered("supermarket", store) };
};

/** Proves ledger and stock on copies of the stores (ledger:verify, stock:verify), and tells what is still under way. */
export const lookAtStores = async (stage: Stage): Promise<Look> => {
  const folder = join(tmpdir(), `paywindow-look-${process.pid}`);
  copyStores(stage, folder);
  const looks: Look[] = [];
  try {
    for (const name of KEEPERS) {
      const store = await openStore({ name, dataDir: folder });
      const look = name === "payments" ? lookAtPayments(store) : lookAtSupermarket(store);
      looks.push(await look.finally(() => store.close()));
    }
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
  return {
    violations: looks.flatMap(({ violations }) => violations),
    unfinished: looks.flatMap(({ unfinished }) => unfinished),
    undelivered: looks.flatMap((look) => look.undelivered),
  };
};
