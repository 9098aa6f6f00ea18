import { existsSync } from "node:fs";
import { join } from "node:path";
import { ConfigError, readConfig } from "../kernel/config/read-config.ts";
import { StoreError, StoreLockedError } from "../kernel/store/errors.ts";
import { openStore, type Store } from "../kernel/store/open-store.ts";

/** Opens the store of a service that the environment names (PAYWINDOW_DATA, MONGODB_URI). Never makes a new one. */
const openServiceStore = async (service: string): Promise<Store> => {
  const { dataDir, mongodbUri } = readConfig(process.env, []);
  const file = join(dataDir, `${service}.db`);
  if (!mongodbUri && !existsSync(file))
    throw new ConfigError(`there is no store at ${file}; has the platform ever run with this PAYWINDOW_DATA?`);
  return openStore({ name: service, dataDir, mongodbUri });
};

const explain = (error: unknown): string | undefined => {
  if (error instanceof StoreLockedError)
    return `the platform is running on ${error.path}: stop it first (an embedded store has one owner; on MongoDB this command runs beside it)`;
  return error instanceof ConfigError || error instanceof StoreError ? error.message : undefined;
};

/**
 * Runs a command of an operator on services' stores and ends with the exit code that it returns, or with 2 where it could not be done (a missing or locked
 * store, wrong arguments), which is then said in one line.
 */
export const runOnStores = async (
  command: string,
  services: readonly string[],
  work: (stores: Readonly<Record<string, Store>>) => Promise<number>,
): Promise<void> => {
  const stores: Record<string, Store> = {};
  try {
    for (const service of services) stores[service] = await openServiceStore(service);
    process.exitCode = await work(stores);
  } catch (error) {
    const known = explain(error);
    console.error(known === undefined ? error : `${command}: ${known}`);
    process.exitCode = 2;
  } finally {
    for (const store of Object.values(stores)) await store.close();
  }
};

/** As `runOnStores`, on one service's store. */
export const runOnStore = (command: string, service: string, work: (store: Store) => Promise<number>): Promise<void> =>
  runOnStores(command, [service], (stores) => work(stores[service] as Store));
