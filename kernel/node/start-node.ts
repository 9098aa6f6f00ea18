import { randomBytes } from "node:crypto";
import { hostname } from "node:os";
import { setTimeout as pause } from "node:timers/promises";
import type { ServiceBroker } from "moleculer";
import { serviceCaller } from "../auth/caller.ts";
import { type BrokerSettings, createBroker } from "../broker/create-broker.ts";
import type { Config } from "../config/config.ts";
import { createClientFactory } from "../contract/client.ts";
import { type ClientFactory, serviceNameOf } from "../contract/contract.ts";
import { connectNats } from "../events/connect-nats.ts";
import type { EventListener } from "../events/event.ts";
import { type Events, startEvents } from "../events/start-events.ts";
import { startScheduler } from "../scheduler/start-scheduler.ts";
import { createLogger, type Logger } from "../telemetry/logger.ts";
import { createMetrics, type Metrics } from "../telemetry/metrics.ts";
import { collectProcessMetrics } from "../telemetry/process-metrics.ts";
import { type Clock, systemClock } from "../time/clock.ts";
import { type NodeDoors, openNodeDoors } from "./node-doors.ts";
import type { ServiceModule } from "./service-module.ts";
import { type NodeParts, type StartedService, startService, storeOpener } from "./start-service.ts";

export interface NodeSettings {
  /** The services that this node runs; may be none (a gateway). */
  readonly modules: readonly ServiceModule[];
  readonly config: Config;
  readonly clock?: Clock;
  readonly log?: Logger;
  /** Default: the store that the configuration names. */
  readonly openStore?: NodeParts["openStore"];
  /** For tests: another transporter or namespace. */
  readonly broker?: BrokerSettings["overrides"];
}

/** A node of the mesh: its services run, its doors answer. */
export interface RunningNode {
  readonly nodeId: string;
  readonly config: Config;
  readonly clock: Clock;
  readonly log: Logger;
  readonly metrics: Metrics;
  /** Calls any service of the mesh, as this node where a call names no caller. */
  readonly client: ClientFactory;
  readonly services: readonly StartedService[];
  /** Hears an event from now on; returns how to stop. */
  listen(listener: EventListener): () => void;
  /** Waits until every event committed so far on this node is delivered to this process's consumers. */
  drainEvents(): Promise<void>;
  /** Runs a job of a service at once. */
  runJob(service: string, job: string): Promise<void>;
  /** Answers what is under way, then stops everything and closes the stores. */
  stop(): Promise<void>;
}

type Nats = Awaited<ReturnType<typeof connectNats>>;

/** `till-3-payments-9f86d081`: the machine, what runs there, and this life of it. */
const makeNodeId = (modules: readonly ServiceModule[]): string => {
  const names = modules.map(({ definition }) => serviceNameOf(definition));
  const what = names.length === 0 ? "gateway" : names.length === 1 ? names[0] : "node";
  return `${hostname()}-${what}-${randomBytes(4).toString("hex")}`;
};

const startSchedulers = (services: readonly StartedService[], parts: NodeParts) =>
  new Map(
    services.map(({ name, host, running }) => {
      const { nodeId, clock, metrics } = parts;
      const scheduler = startScheduler({
        jobs: running.jobs ?? [],
        store: host.store,
        service: name,
        nodeId,
        clock,
        log: host.log,
        metrics,
      });
      return [name, scheduler] as const;
    }),
  );

const startEventsOf = (services: readonly StartedService[], parts: NodeParts, nats: Nats | undefined) =>
  startEvents({
    services: services.map(({ name, host, running }) => ({
      name,
      store: host.store,
      consumers: running.consumers ?? [],
      listeners: running.listeners ?? [],
    })),
    nats,
    clock: parts.clock,
    log: parts.log,
    metrics: parts.metrics,
  });

/** How long the last words to NATS may take; a server that is away is not waited for. */
const LEAVE_MS = 1_000;

const leave = async (nats: Nats | undefined): Promise<void> => {
  if (!nats || nats.isClosed()) return;
  const drained = nats.drain().catch(() => {});
  await Promise.race([drained, pause(LEAVE_MS, undefined, { ref: false })]);
  await nats.close();
};

/** What of a node is up: so that what stops it, also a start that failed half-way, leaves nothing behind. */
interface Up {
  readonly doors: NodeDoors;
  readonly broker: ServiceBroker;
  readonly services: StartedService[];
  isBrokerStarted: boolean;
  nats?: Nats;
  events?: Events;
  schedulers: ReadonlyMap<string, ReturnType<typeof startScheduler>>;
}

/** Ends what is up, callers first and stores last, so that everything that was begun is answered and kept. */
const takeDown = async ({ doors, broker, services, isBrokerStarted, nats, events, schedulers }: Up): Promise<void> => {
  await Promise.all([...schedulers.values()].map((scheduler) => scheduler.stop()));
  await doors.close();
  if (isBrokerStarted) await broker.stop();
  await events?.stop();
  await leave(nats);
  for (const { running } of services) await running.stop?.();
  for (const { host } of services) await host.store.close();
};

/** Stores, services, broker, events, demo data, jobs, in this order. */
const bringUp = async (up: Up, modules: readonly ServiceModule[], parts: NodeParts, client: ClientFactory) => {
  const { nodeId, config, log } = parts;
  for (const module of modules) up.services.push(await startService(module, parts));
  up.isBrokerStarted = true;
  await up.broker.start();
  up.doors.serve(client);
  // Others learn of the services now, not a second later as Moleculer would tell them: who is ready can be called.
  await up.broker.registry.discoverer.sendLocalNodeInfo();
  if (config.natsUrl) up.nats = await connectNats({ url: config.natsUrl, name: nodeId, log });
  const events = await startEventsOf(up.services, parts, up.nats);
  up.events = events;
  if (config.demo) for (const { running } of up.services) await running.seedDemo?.();
  for (const { running } of up.services) await running.ready?.();
  up.schedulers = startSchedulers(up.services, parts);
  return events;
};

/** Starts the doors and services of one node. Where one cannot start, what was started before it is stopped again. */
export const startNode = async (settings: NodeSettings): Promise<RunningNode> => {
  const { modules, config } = settings;
  const clock = settings.clock ?? systemClock;
  const nodeId = makeNodeId(modules);
  const log = settings.log ?? createLogger({ level: config.logLevel, service: "paywindow", nodeId });
  const metrics = createMetrics();
  collectProcessMetrics(metrics);
  const doors = await openNodeDoors({ modules, config, clock, log, metrics });
  const overrides = settings.broker;
  const broker = createBroker({ nodeId, natsUrl: config.natsUrl, grpcAddress: doors.address, log, overrides });
  const up: Up = { doors, broker, services: [], isBrokerStarted: false, schedulers: new Map() };
  try {
    const remoteDoor = doors.remoteDoor(broker);
    const openStore = settings.openStore ?? storeOpener(config);
    const client = createClientFactory({ broker, clock, self: serviceCaller("node"), remoteDoor });
    const parts: NodeParts = { nodeId, config, clock, log, metrics, broker, remoteDoor, openStore };
    const events = await bringUp(up, modules, parts, client);
    return {
      ...{ nodeId, config, clock, log, metrics, client, services: up.services },
      listen: (listener) => events.listen(listener),
      drainEvents: () => events.drain(),
      runJob: async (service, job) => up.schedulers.get(service)?.runNow(job),
      stop: () => takeDown(up),
    };
  } catch (error) {
    await takeDown(up).catch((err: unknown) => log.error({ err }, "a node that could not start did not stop cleanly"));
    throw error;
  }
};
