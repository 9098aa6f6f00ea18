import type { Store } from "../store/open-store.ts";
import type { EventParts } from "./attempt.ts";
import type { ConsumerGroup } from "./consume-once.ts";
import type { EventConsumer, EventListener } from "./event.ts";
import type { ListenerHub } from "./listener-hub.ts";

/** What a service of this node sends, consumes and listens to. Its outbox is the one of its store. */
export interface EventsOfService {
  readonly name: string;
  readonly store: Store;
  readonly consumers: readonly EventConsumer[];
  readonly listeners: readonly EventListener[];
}

export interface TransportOptions extends EventParts {
  readonly services: readonly EventsOfService[];
  readonly groups: readonly ConsumerGroup[];
  readonly hub: ListenerHub;
}

/** How events travel: in this process, or over NATS. */
export interface EventTransport {
  /** Starts hearing events of the type for the hub. */
  wantLive(type: string): void;
  /** One pass over everything that is committed now. */
  pass(): Promise<void>;
  stop(): Promise<void>;
}
