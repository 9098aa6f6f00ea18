import { randomBytes } from "node:crypto";
import { rm } from "node:fs/promises";
import type { Config } from "../config/config.ts";
import { openStore, type Store } from "../store/open-store.ts";
import { TEMPORARY_DATA } from "./test-node-surface.ts";

export interface SharedStores {
  readonly stores: ReadonlyMap<string, Store>;
  /** The store of that service, the same for every node; a node that closes it leaves it open for the others. */
  open(name: string): Promise<Store>;
  closeAll(): Promise<void>;
}

/** Stores over which several nodes of one process run: files in temporary folders, or fresh databases where MONGODB_URI is set. */
export const sharedStores = (config: Config, faults: Parameters<typeof openStore>[0]["faults"]): SharedStores => {
  const suffix = config.mongodbUri ? `_${randomBytes(4).toString("hex")}` : "";
  const stores = new Map<string, Store>();
  return {
    stores,
    open: async (name) => {
      const store =
        stores.get(name) ?? (await openStore({ name: name + suffix, mongodbUri: config.mongodbUri, faults }));
      stores.set(name, store);
      return { ...store, close: async () => {} };
    },
    closeAll: async () => {
      for (const store of stores.values()) await store.close();
      if (config.dataDir.startsWith(TEMPORARY_DATA)) await rm(config.dataDir, { recursive: true, force: true });
    },
  };
};
