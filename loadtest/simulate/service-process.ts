import { randomBytes } from "node:crypto";
import { serviceCaller } from "../../kernel/auth/caller.ts";
import { readConfig } from "../../kernel/config/read-config.ts";
import { bindActions } from "../../kernel/contract/bind-actions.ts";
import { serviceNameOf } from "../../kernel/contract/contract.ts";
import type { EventParts } from "../../kernel/events/attempt.ts";
import { deadLetterModel } from "../../kernel/events/dead-letter-model.ts";
import { createEventMeter } from "../../kernel/events/event-meter.ts";
import { InProcessRelay } from "../../kernel/events/in-process-relay.ts";
import { inboxModel } from "../../kernel/events/inbox-model.ts";
import { Lane } from "../../kernel/events/lane.ts";
import { createOutbox } from "../../kernel/events/outbox.ts";
import { defaultSettings } from "../../kernel/events/settings.ts";
import { createIdempotency } from "../../kernel/idempotency/create-idempotency.ts";
import type { RunningService, ServiceHost, ServiceModule } from "../../kernel/node/service-module.ts";
import { startScheduler } from "../../kernel/scheduler/start-scheduler.ts";
import type { Store } from "../../kernel/store/open-store.ts";
import type { Logger } from "../../kernel/telemetry/logger.ts";
import { createMetrics } from "../../kernel/telemetry/metrics.ts";
import type { Event } from "../../proto/gen/paywindow/common/v1/event.ts";
import { type Answering, type CallMessage, type CallWorld, clientsOf } from "./call-service.ts";
import { type Consuming, type GroupName, remoteLane } from "./remote-lane.ts";
import { type Mortal, whoRuns } from "./virtual-time.ts";

export interface ProcessWorld extends Omit<CallWorld, "processOf"> {
  readonly processOf: (service: string) => ServiceProcess | undefined;
  readonly groups: readonly GroupName[];
  readonly log: Logger;
}

export interface ProcessSettings {
  readonly module: ServiceModule;
  readonly world: ProcessWorld;
  readonly nodeId: string;
  readonly store: Store;
  /** Whether other processes of the service stand over the same store. */
  readonly hasReplicas: boolean;
}

/** One life of one process of a service: real handlers, outbox, idempotency, relay, consumers and jobs, on the simulated clock and network. */
export class ServiceProcess implements Answering, Consuming, Mortal {
  readonly name: string;
  readonly place: string;
  isAlive = true;
  /** What its clock is ahead of the true time. */
  skewMs = 0;
  /** The service has started and answers. */
  isServing = false;
  readonly #settings: ProcessSettings;
  #actions: Record<string, (ctx: object) => Promise<unknown>> = {};
  #lanes = new Map<string, Lane>();
  #relay: InProcessRelay | undefined;

  constructor(settings: ProcessSettings) {
    this.#settings = settings;
    this.name = settings.nodeId;
    this.place = serviceNameOf(settings.module.definition);
  }

  get mortal(): Mortal {
    return this;
  }

  /** In the order of kernel/node/start-node.ts: service, events, demo data, recovery, jobs. */
  start(): Promise<void> {
    return whoRuns.run(this, async () => {
      const { module, nodeId, store, world } = this.#settings;
      const { definition } = module;
      const clock = { now: () => new Date(world.time.now + this.skewMs) };
      const { log } = world;
      const metrics = createMetrics();
      const host: ServiceHost = {
        ...{ config: this.#config(), clock, log, metrics, store },
        client: clientsOf(world, this, clock, serviceCaller(this.place)),
        outbox: createOutbox(store, this.place),
        idempotency: createIdempotency({ store, service: this.place, metrics }),
      };
      const running = await module.start(host);
      this.#actions = actionsOf(bindActions({ definition, handlers: running.handlers, clock, log, metrics }));
      await this.#startEvents(host, running);
      await running.seedDemo?.();
      this.isServing = true;
      await running.ready?.();
      startScheduler({ jobs: running.jobs ?? [], store, service: this.place, nodeId, clock, log, metrics });
    });
  }

  #config(): ServiceHost["config"] {
    const config = readConfig({ PAYWINDOW_LOG_LEVEL: "silent" });
    // Services ask this to learn whether they are alone with their store.
    return this.#settings.hasReplicas ? { ...config, mongodbUri: "mongodb://simulated" } : config;
  }

  async #startEvents({ clock, log, metrics, store }: ServiceHost, running: RunningService): Promise<void> {
    const { world } = this.#settings;
    const meter = createEventMeter(metrics);
    const parts: EventParts = { clock, log, meter, settings: defaultSettings, signal: new AbortController().signal };
    inboxModel(store.connection);
    deadLetterModel(store.connection);
    await store.ready();
    for (const consumer of running.consumers ?? [])
      this.#lanes.set(consumer.name, new Lane({ service: this.place, store, consumer }, parts));
    const lanes = Map.groupBy(world.groups, ({ type }) => type);
    this.#relay = new InProcessRelay({
      ...parts,
      service: this.place,
      store,
      lanesOf: (type) => (lanes.get(type) ?? []).map((group) => remoteLane(group, world, this)),
      hear: () => {},
    });
  }

  async answer({ action, params, meta }: CallMessage): Promise<unknown> {
    const trace = { trace: `00-${randomBytes(16).toString("hex")}-${randomBytes(8).toString("hex")}-00` };
    return this.#actions[action.split(".")[1]!]!({ params, meta: { ...trace, ...(meta as object) }, options: {} });
  }

  async consume(consumer: string, event: Event): Promise<void> {
    await this.#lanes.get(consumer)!.deliver(event, () => {});
  }

  /** SIGKILL. */
  die(): void {
    this.isAlive = false;
    this.isServing = false;
    // The store that it shares with others forgets it; nothing else of it is left.
    void whoRuns.run(this, () => this.#relay?.stop());
  }
}

const actionsOf = ({ actions }: ReturnType<typeof bindActions>): Record<string, (ctx: object) => Promise<unknown>> =>
  Object.fromEntries(
    Object.entries(actions ?? {}).map(([name, action]) => [
      name,
      (action as { handler: (ctx: object) => Promise<unknown> }).handler,
    ]),
  );
