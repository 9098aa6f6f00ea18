/**
 * The victim of the crash test: writes under load into the store of a folder and tells every acknowledged write on standard output, until it is killed.
 * `node crash-writer.ts <folder> <round>`
 */
import { writeSync } from "node:fs";
import { openStore } from "../open-store.ts";
import { crashModels, INITIAL_BALANCE } from "./crash-models.ts";

const [dataDir = "", round = "0"] = process.argv.slice(2);
const CALLERS = 16;
const ACCOUNTS = 10;

const store = await openStore({ name: "crash", dataDir });
const { Account, Transfer, Note } = crashModels(store);
await store.ready();
const accounts = Array.from({ length: ACCOUNTS }, (_, i) => `acc_${i}`);
for (const _id of accounts) {
  await Account.updateOne({ _id }, { $setOnInsert: { balance: INITIAL_BALANCE, moves: 0 } }, { upsert: true });
}

const tell = (kind: string, id: string) => writeSync(1, `${kind} ${id}\n`);

/** Three documents in one transaction. */
async function transfer(id: string, n: number): Promise<void> {
  const from = accounts[n % ACCOUNTS];
  const to = accounts[(n * 7 + 3) % ACCOUNTS];
  if (from === to) return;
  await store.transaction(async () => {
    await Account.updateOne({ _id: from }, { $inc: { balance: -1n, moves: 1 } });
    await Transfer.create({ _id: id, from, to });
    await Account.updateOne({ _id: to }, { $inc: { balance: 1n, moves: 1 } });
  });
  tell("transfer", id);
}

async function write(caller: number): Promise<never> {
  for (let n = 0; ; n++) {
    const id = `${round}_${caller}_${n}`;
    await transfer(id, n * CALLERS + caller);
    await Note.create({ _id: id, text: "x".repeat(n % 300), key: `k_${id}` });
    tell("note", id);
    if (n > 0 && n % 3 === 0) {
      const old = `${round}_${caller}_${n - 3}`;
      tell("deleting", old);
      await Note.deleteOne({ _id: old });
      tell("deleted", old);
    }
  }
}

tell("started", round);
await Promise.all(Array.from({ length: CALLERS }, (_, caller) => write(caller)));
