import type { ServiceBroker } from "moleculer";
import { serviceCaller } from "../auth/caller.ts";
import type { Config } from "../config/config.ts";
import { bindActions } from "../contract/bind-actions.ts";
import { createClientFactory, type RemoteDoor } from "../contract/client.ts";
import { serviceNameOf } from "../contract/contract.ts";
import { createOutbox } from "../events/outbox.ts";
import { createIdempotency } from "../idempotency/create-idempotency.ts";
import { openStore, type Store } from "../store/open-store.ts";
import type { Logger } from "../telemetry/logger.ts";
import type { Metrics } from "../telemetry/metrics.ts";
import { traceStore } from "../telemetry/mongoose-spans.ts";
import type { Clock } from "../time/clock.ts";
import type { RunningService, ServiceHost, ServiceModule } from "./service-module.ts";

/** What the services of a node share. */
export interface NodeParts {
  readonly nodeId: string;
  readonly config: Config;
  readonly clock: Clock;
  readonly log: Logger;
  readonly metrics: Metrics;
  readonly broker: ServiceBroker;
  readonly remoteDoor?: RemoteDoor;
  /** Opens a service's store; a test gives one of its own, so that several nodes can run over one store. */
  readonly openStore: (name: string) => Promise<Store>;
}

/** A service that runs on this node. */
export interface StartedService {
  readonly name: string;
  readonly module: ServiceModule;
  readonly host: ServiceHost;
  readonly running: RunningService;
}

/** The store that the configuration names: MongoDB, or a file of the data folder. */
export const storeOpener =
  (config: Config): NodeParts["openStore"] =>
  (name) =>
    openStore({ name, dataDir: config.dataDir, mongodbUri: config.mongodbUri });

/** Opens a service's store, starts it on this node and binds its actions; nothing is called before the broker starts. */
export const startService = async (module: ServiceModule, parts: NodeParts): Promise<StartedService> => {
  const store = traceStore(await parts.openStore(serviceNameOf(module.definition)));
  try {
    return await startOn(store, module, parts);
  } catch (error) {
    await store.close();
    throw error;
  }
};

const startOn = async (store: Store, module: ServiceModule, parts: NodeParts): Promise<StartedService> => {
  const { config, clock, metrics, broker, remoteDoor } = parts;
  const name = serviceNameOf(module.definition);
  const log = parts.log.child({ service: name });
  const host: ServiceHost = {
    config,
    clock,
    log,
    metrics,
    store,
    client: createClientFactory({ broker, clock, self: serviceCaller(name), remoteDoor }),
    outbox: createOutbox(store, name),
    idempotency: createIdempotency({ store, service: name, metrics }),
  };
  const running = await module.start(host);
  await store.ready();
  broker.createService(bindActions({ definition: module.definition, handlers: running.handlers, clock, log, metrics }));
  return { name, module, host, running };
};
