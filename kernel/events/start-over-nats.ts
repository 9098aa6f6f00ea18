import { setTimeout as sleep } from "node:timers/promises";
import type { NatsConnection, Subscription } from "nats";
import { Event } from "../../proto/gen/paywindow/common/v1/event.ts";
import { DurableConsumer } from "./durable-consumer.ts";
import type { EventTransport, TransportOptions } from "./event-transport.ts";
import { JetStreamRelay } from "./jet-stream-relay.ts";
import { liveSubjectOf } from "./jet-streams.ts";
import type { ListenerHub } from "./listener-hub.ts";

/** A node starts without its groups when the server does not make them in this time; they are made as soon as it does. */
const READY_TIMEOUT_MS = 5_000;

export interface NatsTransportOptions extends TransportOptions {
  readonly nats: NatsConnection;
}

/** Events in a mesh: each outbox is relayed to its stream, each consumer is a durable group, live screens hear plain subjects. */
export const startOverNats = async (options: NatsTransportOptions): Promise<EventTransport> => {
  const { services, groups, hub, nats, ...parts } = options;
  const manager = await nats.jetstreamManager({ checkAPI: false, timeout: parts.settings.ackTimeoutMs });
  const consumers = groups.map((group) => new DurableConsumer({ ...parts, group, nats, manager }));
  // Groups first: an event that is published before its group exists would count as consumed by everyone.
  const ready = Promise.all(consumers.map((consumer) => consumer.ready));
  await Promise.race([ready, sleep(READY_TIMEOUT_MS, undefined, { ref: false })]);
  const relays = services.map(
    ({ name, store }) => new JetStreamRelay({ ...parts, service: name, store, nats, manager }),
  );
  void watchReconnects(nats, relays);
  const live = new LiveSubscriptions(nats, hub);
  return {
    wantLive: (type) => live.want(type),
    pass: async () => {
      await Promise.all(relays.map((relay) => relay.pass()));
      // The server's answer comes after all that it had for this node's live screens.
      await nats.flush();
    },
    stop: async () => {
      live.stop();
      await Promise.all([...relays, ...consumers].map((part) => part.stop()));
      // What was acknowledged last must be on its way before the connection goes.
      if (!nats.isClosed()) await nats.flush().catch(() => {});
    },
  };
};

const watchReconnects = async (nats: NatsConnection, relays: readonly JetStreamRelay[]): Promise<void> => {
  for await (const { type } of nats.status()) {
    if (type === "reconnect") for (const relay of relays) void relay.reconnected();
  }
};

/** What is no event is not for us: a live screen misses nothing by it. */
const decode = (bytes: Uint8Array): Event | undefined => {
  try {
    return Event.decode(bytes);
  } catch {
    return undefined;
  }
};

/** One subscription per type that anyone on the node has listened to. */
class LiveSubscriptions {
  readonly #nats: NatsConnection;
  readonly #hub: ListenerHub;
  readonly #byType = new Map<string, Subscription>();

  constructor(nats: NatsConnection, hub: ListenerHub) {
    this.#nats = nats;
    this.#hub = hub;
  }

  want(type: string): void {
    if (this.#byType.has(type)) return;
    const callback = (error: Error | null, message: { data: Uint8Array }): void => {
      const event = error ? undefined : decode(message.data);
      if (event) this.#hub.hear(event);
    };
    this.#byType.set(type, this.#nats.subscribe(liveSubjectOf(type), { callback }));
  }

  stop(): void {
    for (const subscription of this.#byType.values()) subscription.unsubscribe();
  }
}
