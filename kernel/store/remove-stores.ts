import { existsSync } from "node:fs";
import { rm } from "node:fs/promises";
import { join } from "node:path";
import { openStore } from "./open-store.ts";

/** The files that SQLite keeps for one database. */
const SUFFIXES = ["", "-wal", "-shm", "-journal"];

/**
 * Removes the embedded stores of these services from a data folder, and nothing else that may be there. Throws StoreLockedError, with nothing removed,
 * while a process has one of them open.
 */
export const removeStores = async (dataDir: string, names: readonly string[]): Promise<void> => {
  const present = names.filter((name) => existsSync(join(dataDir, `${name}.db`)));
  const held = [];
  try {
    for (const name of present) held.push(await openStore({ name, dataDir }));
  } finally {
    for (const store of held) await store.close();
  }
  for (const name of present)
    for (const suffix of SUFFIXES) await rm(join(dataDir, `${name}.db${suffix}`), { force: true });
};
