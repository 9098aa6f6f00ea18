import type { Config } from "../config/config.ts";
import type { ClientFactory, Handlers, ServiceDefinition } from "../contract/contract.ts";
import type { EventConsumer, EventListener, Outbox } from "../events/event.ts";
import type { Idempotency } from "../idempotency/idempotency.ts";
import type { Job } from "../scheduler/scheduler.ts";
import type { Store } from "../store/open-store.ts";
import type { Logger } from "../telemetry/logger.ts";
import type { Metrics } from "../telemetry/metrics.ts";
import type { Clock } from "../time/clock.ts";

/** What the node gives to a service when it starts it. */
export interface ServiceHost {
  readonly config: Config;
  readonly clock: Clock;
  readonly log: Logger;
  readonly metrics: Metrics;
  /** Typed clients of any service of the mesh. */
  readonly client: ClientFactory;
  /** The service's own database; nobody else can open it. */
  readonly store: Store;
  readonly outbox: Outbox;
  readonly idempotency: Idempotency;
}

/** What a started service gives back: what it answers, hears and does by itself. */
export interface RunningService<Definition extends ServiceDefinition = ServiceDefinition> {
  readonly handlers: Handlers<Definition>;
  readonly consumers?: readonly EventConsumer[];
  readonly listeners?: readonly EventListener[];
  /** Run by one node at a time (a lease in the service's store). */
  readonly jobs?: readonly Job[];
  /** Writes the demonstration's data where they are missing; called once after start where the demo is on. Running it again changes nothing. */
  seedDemo?(): Promise<void>;
  /** Called when every service of the node can be called. */
  ready?(): Promise<void>;
  /** Called on drain, after the last call was answered and before the store closes. */
  stop?(): Promise<void>;
}

/** A service as a value: main.ts lists them, a node runs any of them. */
export interface ServiceModule<Definition extends ServiceDefinition = ServiceDefinition> {
  readonly definition: Definition;
  start(host: ServiceHost): Promise<RunningService<Definition>>;
}

/** Declares a service; its handlers are checked against its contract. */
export const defineService = <Definition extends ServiceDefinition>(
  definition: Definition,
  start: (host: ServiceHost) => Promise<RunningService<Definition>>,
): ServiceModule => ({ definition, start: start as unknown as ServiceModule["start"] });
