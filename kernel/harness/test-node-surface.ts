import { randomBytes } from "node:crypto";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Caller } from "../auth/caller.ts";
import type { Config } from "../config/config.ts";
import { readConfig } from "../config/read-config.ts";
import type { Client, ServiceDefinition } from "../contract/contract.ts";
import type { ServiceModule } from "../node/service-module.ts";
import type { RunningNode } from "../node/start-node.ts";
import type { openStore, Store } from "../store/open-store.ts";
import type { Clock } from "../time/clock.ts";

export interface TestNodeSettings {
  readonly modules: readonly ServiceModule[];
  /** Seeds the demo data. Default: no. */
  readonly demo?: boolean;
  readonly clock?: Clock;
  readonly config?: Partial<Config>;
  /** The store's fault mode, for every service of the node: proves that handlers may be run again. */
  readonly faults?: Parameters<typeof openStore>[0]["faults"];
}

export interface TestNode {
  readonly node: RunningNode;
  /** A typed client that calls as this caller unless a call names another. */
  as<Definition extends ServiceDefinition>(caller: Caller, definition: Definition): Client<Definition>;
  /** A service's store, to look at what was written. */
  store(service: string): Store;
  /** Waits until all events committed so far are consumed. */
  drain(): Promise<void>;
  stop(): Promise<void>;
}

/** Where the data folders of tests are that name none; removed when their stores are closed. */
export const TEMPORARY_DATA = join(tmpdir(), "paywindow-test-");

/** The settings of a node of a test: silent, on free ports, with a data folder of its own (made when something is kept there), no demo unless asked for. */
export const testConfig = (overrides: Partial<Config> = {}): Config => {
  const dataDir = overrides.dataDir ?? `${TEMPORARY_DATA}${randomBytes(8).toString("hex")}`;
  return {
    ...readConfig({ PAYWINDOW_PORT: "0", PAYWINDOW_LOG_LEVEL: "silent", PAYWINDOW_DATA: dataDir }),
    demo: false,
    mongodbUri: process.env["MONGODB_URI"],
    ...overrides,
  };
};

const bindCaller = <Definition extends ServiceDefinition>(client: Client<Definition>, caller: Caller) =>
  Object.fromEntries(
    Object.entries(client).map(([name, call]) => [
      name,
      (request: never, options: object = {}) => call(request, { caller, ...options }),
    ]),
  ) as unknown as Client<Definition>;

/** What a test does with a node. */
export const surface = (node: RunningNode, stores: ReadonlyMap<string, Store>): TestNode => ({
  node,
  as: (caller, definition) => bindCaller(node.client(definition), caller),
  store: (service) => {
    const store = stores.get(service);
    if (!store) throw new Error(`no service ${service} on this node`);
    return store;
  },
  drain: () => node.drainEvents(),
  stop: () => node.stop(),
});
