import { randomBytes } from "node:crypto";
import type { Caller } from "../auth/caller.ts";
import type { Config } from "../config/config.ts";
import { readConfig } from "../config/read-config.ts";
import type { Client, ServiceDefinition } from "../contract/contract.ts";
import type { ServiceModule } from "../node/service-module.ts";
import { type RunningNode, startNode } from "../node/start-node.ts";
import { openStore, type Store } from "../store/open-store.ts";
import { createLogger } from "../telemetry/logger.ts";
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

/** A fresh idempotency key. */
export const aKey = (): string => `key-${randomBytes(8).toString("hex")}`;

const testConfig = (overrides: Partial<Config> = {}): Config => ({
  ...readConfig({ PAYWINDOW_PORT: "0", PAYWINDOW_LOG_LEVEL: "silent" }),
  demo: false,
  mongodbUri: process.env["MONGODB_URI"],
  ...overrides,
});

const bindCaller = <Definition extends ServiceDefinition>(client: Client<Definition>, caller: Caller) =>
  Object.fromEntries(
    Object.entries(client).map(([name, call]) => [
      name,
      (request: never, options: object = {}) => call(request, { caller, ...options }),
    ]),
  ) as unknown as Client<Definition>;

const surface = (node: RunningNode, stores: ReadonlyMap<string, Store>): TestNode => ({
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

const databaseSuffix = (config: Config): string => (config.mongodbUri ? `_${randomBytes(4).toString("hex")}` : "");

/** Everything that a node is, in this process, over stores in temporary folders (or fresh databases where MONGODB_URI is set). */
export const startTestNode = async (settings: TestNodeSettings): Promise<TestNode> => {
  const config = testConfig({ demo: settings.demo ?? false, ...settings.config });
  const stores = new Map<string, Store>();
  const suffix = databaseSuffix(config);
  const node = await startNode({
    modules: settings.modules,
    config,
    clock: settings.clock,
    log: createLogger({ level: config.logLevel, service: "paywindow", nodeId: "test" }),
    openStore: async (name) => {
      const store = await openStore({ name: name + suffix, mongodbUri: config.mongodbUri, faults: settings.faults });
      stores.set(name, store);
      return store;
    },
  });
  return surface(node, stores);
};

/**
 * Several nodes of the same services in this process, over one store per service, with Moleculer's in-memory transporter between them: what a mesh with
 * replicas does, without a server. Every call of `as` goes to its own node.
 */
export const startTestNodes = async (count: number, settings: TestNodeSettings): Promise<TestNode[]> => {
  const config = testConfig({ demo: settings.demo ?? false, ...settings.config });
  const suffix = databaseSuffix(config);
  const namespace = `test-${randomBytes(4).toString("hex")}`;
  const stores = new Map<string, Store>();
  const shared = async (name: string): Promise<Store> => {
    const known = stores.get(name);
    const store =
      known ?? (await openStore({ name: name + suffix, mongodbUri: config.mongodbUri, faults: settings.faults }));
    stores.set(name, store);
    return { ...store, close: async () => {} };
  };
  const nodes: RunningNode[] = [];
  for (let index = 0; index < count; index++)
    nodes.push(
      await startNode({
        modules: settings.modules,
        config,
        clock: settings.clock,
        log: createLogger({ level: config.logLevel, service: "paywindow", nodeId: `test-${index}` }),
        openStore: shared,
        broker: { namespace, transporter: "Fake", serializer: "CBOR" },
      }),
    );
  const stopAll = async () => {
    for (const node of nodes) await node.stop();
    for (const store of stores.values()) await store.close();
  };
  return nodes.map((node) => ({ ...surface(node, stores), stop: stopAll }));
};
