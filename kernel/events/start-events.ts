import type { NatsConnection } from "nats";
import type { Store } from "../store/open-store.ts";
import type { Logger } from "../telemetry/logger.ts";
import type { Metrics } from "../telemetry/metrics.ts";
import type { Clock } from "../time/clock.ts";
import type { EventParts } from "./attempt.ts";
import type { ConsumerGroup } from "./consume-once.ts";
import { type DeadLetter, deadLetterModel } from "./dead-letter-model.ts";
import { askReplay, listDeadLetters } from "./dead-letters.ts";
import type { EventListener } from "./event.ts";
import { createEventMeter } from "./event-meter.ts";
import type { EventsOfService, EventTransport } from "./event-transport.ts";
import { inboxModel } from "./inbox-model.ts";
import { ListenerHub } from "./listener-hub.ts";
import { outboxModel } from "./outbox-model.ts";
import { ServiceWatch } from "./service-watch.ts";
import { defaultSettings, type EventSettings } from "./settings.ts";
import { startInProcess } from "./start-in-process.ts";
import { startOverNats } from "./start-over-nats.ts";

export interface EventsOptions {
  readonly services: readonly EventsOfService[];
  /** Events go over JetStream; without it they go to the consumers of this process. */
  readonly nats?: NatsConnection;
  readonly clock: Clock;
  readonly log: Logger;
  readonly metrics: Metrics;
  /** Other bounds than the default, for tests and large meshes. */
  readonly settings?: Partial<EventSettings>;
}

/** The node's running events. */
export interface Events {
  /** Hears an event from now on, live and at most once; returns the function that ends it. */
  listen(listener: EventListener): () => void;
  /**
   * Resolves when every event that the node's services have committed, and every event that those caused on this node, is consumed everywhere or is a dead
   * letter. @throws after `timeoutMs` (default 60 s), saying which outboxes still hold events.
   */
  drain(timeoutMs?: number): Promise<void>;
  /** The dead letters of a service of this node, oldest first. */
  listDeadLetters(service: string, limit?: number): Promise<DeadLetter[]>;
  /** Hands a dead letter to its consumer once more. Answers whether it is gone. */
  replayDeadLetter(service: string, id: string): Promise<boolean>;
  /** Takes no further event, finishes the tries under way, and leaves the rest in the outboxes. */
  stop(): Promise<void>;
}

const DRAIN_TIMEOUT_MS = 60_000;
const DRAIN_PAUSE_MS = 20;

/** Starts relays, consumers and listeners of a node's services; the indexes of their collections are built when it resolves. */
export const startEvents = async (options: EventsOptions): Promise<Events> => {
  const { services, clock, log, metrics } = options;
  const stopping = new AbortController();
  const settings = { ...defaultSettings, ...options.settings };
  const parts: EventParts = { clock, log, meter: createEventMeter(metrics), settings, signal: stopping.signal };
  const hub = new ListenerHub(log);
  checkNames(services);
  await prepareStores(services);

  const transport: EventTransport = options.nats
    ? await startOverNats({ services, groups: services.flatMap(groupsOf), hub, nats: options.nats, ...parts })
    : await startInProcess({ services, groups: services.flatMap(groupsOf), hub, ...parts });
  const listen = (listener: EventListener): (() => void) => {
    transport.wantLive(listener.type);
    return hub.add(listener);
  };
  for (const listener of services.flatMap(({ listeners }) => listeners)) listen(listener);
  const watches = new Map(
    services.map((service) => [
      service.name,
      new ServiceWatch({ name: service.name, store: service.store, groups: groupsOf(service) }, parts),
    ]),
  );

  return {
    listen,
    drain: (timeoutMs = DRAIN_TIMEOUT_MS) => drain(transport, services, timeoutMs),
    listDeadLetters: (service, limit) => listDeadLetters(storeOf(services, service), limit),
    replayDeadLetter: (service, id) => replayNow({ service, store: storeOf(services, service), id }, watches),
    stop: async () => {
      stopping.abort();
      await Promise.all([transport.stop(), ...[...watches.values()].map((watch) => watch.stop())]);
    },
  };
};

const groupsOf = ({ name, store, consumers }: EventsOfService): ConsumerGroup[] =>
  consumers.map((consumer) => ({ service: name, store, consumer }));

const replayNow = async (
  letter: { service: string; store: Store; id: string },
  watches: ReadonlyMap<string, ServiceWatch>,
): Promise<boolean> => {
  const { service, store, id } = letter;
  if (!(await askReplay(store, id))) throw new Error(`${service} has no dead letter ${id}`);
  // A look that is under way may have passed the letters already.
  await watches.get(service)?.look();
  await watches.get(service)?.look();
  return (await deadLetterModel(store.connection).exists({ _id: id })) === null;
};

/** The name of a consumer names its durable group and its marks in the inbox: two of one name would take each other's events. */
const checkNames = (services: readonly EventsOfService[]): void => {
  for (const { name, consumers } of services) {
    const names = new Set<string>();
    for (const consumer of consumers) {
      if (!/^[A-Za-z0-9-]+$/.test(consumer.name)) throw new Error(`${name}: "${consumer.name}" is no consumer name`);
      if (names.has(consumer.name)) throw new Error(`${name} has two consumers named ${consumer.name}`);
      names.add(consumer.name);
    }
  }
};

const prepareStores = async (services: readonly EventsOfService[]): Promise<void> => {
  for (const { store } of services) {
    outboxModel(store.connection);
    inboxModel(store.connection);
    deadLetterModel(store.connection);
    await store.ready();
  }
};

const storeOf = (services: readonly EventsOfService[], name: string): Store => {
  const service = services.find((candidate) => candidate.name === name);
  if (!service) throw new Error(`this node does not run ${name}`);
  return service.store;
};

const drain = async (
  transport: EventTransport,
  services: readonly EventsOfService[],
  timeoutMs: number,
): Promise<void> => {
  const timeout = AbortSignal.timeout(timeoutMs);
  const timedOut = new Promise<void>((resolve) => timeout.addEventListener("abort", () => resolve(), { once: true }));
  for (;;) {
    await Promise.race([transport.pass(), timedOut]);
    const full = await fullOutboxes(services);
    if (full.length === 0) return;
    if (timeout.aborted) throw new Error(`events of ${full.join(", ")} are still not consumed after ${timeoutMs} ms`);
    await new Promise((resolve) => setTimeout(resolve, DRAIN_PAUSE_MS));
  }
};

const fullOutboxes = async (services: readonly EventsOfService[]): Promise<string[]> => {
  const states = await Promise.all(
    services.map(async ({ name, store }) => ({ name, row: await outboxModel(store.connection).exists({}) })),
  );
  return states.filter(({ row }) => row !== null).map(({ name }) => name);
};
