/**
 * Goal: what was acknowledged survives a crash, and no transaction survives in part. Method: a process writes under load and is killed with SIGKILL at a
 * random moment; the file is opened again and compared with what the process had acknowledged. PAYWINDOW_CRASH_ROUNDS sets the number of rounds.
 */
import { spawn } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { setTimeout as sleep } from "node:timers/promises";
import { fileURLToPath } from "node:url";
import { afterAll, beforeAll, expect, test } from "@jest/globals";
import { openStore } from "./open-store.ts";
import { crashModels, INITIAL_BALANCE } from "./testing/crash-models.ts";

const ROUNDS = Number(process.env["PAYWINDOW_CRASH_ROUNDS"] ?? 6);
const WRITER = fileURLToPath(new URL("./testing/crash-writer.ts", import.meta.url));

/** Ids that the killed processes have acknowledged. */
interface Acknowledged {
  transfers: Set<string>;
  notes: Set<string>;
  deleted: Set<string>;
  /** Deletes that were begun: they may have happened without an answer. */
  deleting: Set<string>;
}

let dataDir: string;
beforeAll(() => {
  dataDir = mkdtempSync(join(tmpdir(), "paywindow-crash-"));
});
afterAll(() => rmSync(dataDir, { recursive: true, force: true }));

/** Runs the writer until some time after its first write, kills it, and collects what it has acknowledged. */
async function crash(round: number, acknowledged: Acknowledged): Promise<void> {
  const child = spawn(process.execPath, [WRITER, dataDir, String(round)], { stdio: ["ignore", "pipe", "pipe"] });
  let problems = "";
  child.stderr.on("data", (chunk) => {
    problems += chunk;
  });
  const exited = new Promise<string | null>((resolve) => child.once("exit", (_, signal) => resolve(signal)));
  for await (const line of createInterface({ input: child.stdout })) {
    const [kind, id] = line.split(" ") as [string, string];
    if (kind === "started") void sleep(50 + Math.random() * 250).then(() => child.kill("SIGKILL"));
    if (kind === "transfer") acknowledged.transfers.add(id);
    if (kind === "note") acknowledged.notes.add(id);
    if (kind === "deleting") acknowledged.deleting.add(id);
    if (kind === "deleted") acknowledged.deleted.add(id);
  }
  expect([await exited, problems]).toEqual(["SIGKILL", ""]);
}

/** Opens the file and compares it with what was acknowledged. */
async function verify(acknowledged: Acknowledged): Promise<void> {
  const store = await openStore({ name: "crash", dataDir });
  try {
    const { Account, Transfer, Note } = crashModels(store);
    await store.ready();
    const transfers = await Transfer.find().lean();
    const transferIds = new Set(transfers.map(({ _id }) => _id));
    expect([...acknowledged.transfers].filter((id) => !transferIds.has(id))).toEqual([]);

    const noteIds = new Set((await Note.find().lean()).map(({ _id }) => _id));
    expect([...acknowledged.notes].filter((id) => !noteIds.has(id) && !acknowledged.deleting.has(id))).toEqual([]);
    expect([...acknowledged.deleted].filter((id) => noteIds.has(id))).toEqual([]);

    const expected = new Map<string, { balance: bigint; moves: number }>();
    const at = (id: string) => {
      const entry = expected.get(id) ?? { balance: INITIAL_BALANCE, moves: 0 };
      expected.set(id, entry);
      return entry;
    };
    for (const { from, to } of transfers) {
      const [payer, payee] = [at(from as string), at(to as string)];
      payer.balance -= 1n;
      payee.balance += 1n;
      payer.moves++;
      payee.moves++;
    }
    const actual = (await Account.find().lean()).map(({ _id, balance, moves }) => [_id, { balance, moves }]);
    expect(Object.fromEntries(actual)).toEqual(Object.fromEntries(actual.map(([id]) => [id, at(id as string)])));
  } finally {
    await store.close();
  }
}

test(
  `after ${ROUNDS} crashes under load every acknowledged write is there and no transaction is there in part`,
  async () => {
    const acknowledged: Acknowledged = {
      transfers: new Set(),
      notes: new Set(),
      deleted: new Set(),
      deleting: new Set(),
    };
    for (let round = 0; round < ROUNDS; round++) {
      await crash(round, acknowledged);
      await verify(acknowledged);
    }
    expect(acknowledged.transfers.size).toBeGreaterThan(0);
    expect(acknowledged.notes.size).toBeGreaterThan(0);
  },
  ROUNDS * 10_000,
);
