import { setTimeout as sleep } from "node:timers/promises";
import type { ConsumerMessages, JetStreamManager, JsMsg, NatsConnection, Subscription } from "nats";
import { Event } from "../../proto/gen/paywindow/common/v1/event.ts";
import { attempt, type EventParts } from "./attempt.ts";
import { type ConsumerGroup, groupNameOf } from "./consume-once.ts";
import { durableOf, ensureDurable, ensureStream, streamOf } from "./jet-streams.ts";
import { delayAfter } from "./settings.ts";
import { Slots } from "./slots.ts";

const PULL_EXPIRES_MS = 5_000;
const RESTART_MS = 500;
const DRAIN_TIMEOUT_MS = 1_000;

export interface DurableConsumerOptions extends EventParts {
  readonly group: ConsumerGroup;
  readonly nats: NatsConnection;
  readonly manager: JetStreamManager;
}

/**
 * This node's share of a durable group: pulls events, tries each, and acknowledges it when its effect (or its dead letter) is committed. What is not
 * acknowledged comes again, here or on another node of the group, and the inbox drops what is known.
 */
export class DurableConsumer {
  /** Resolves when the group exists on the server for the first time. */
  readonly ready: Promise<void>;
  readonly #options: DurableConsumerOptions;
  readonly #slots: Slots;
  readonly #running: Promise<void>;
  #messages: ConsumerMessages | undefined;

  constructor(options: DurableConsumerOptions) {
    this.#options = options;
    this.#slots = new Slots(options.settings.concurrency);
    const { promise, resolve } = Promise.withResolvers<void>();
    this.ready = promise;
    this.#running = this.#run(resolve);
  }

  /** Resolves when everything that was pulled is answered. The signal of the options is aborted before. */
  async stop(): Promise<void> {
    if (this.#messages) await endPulling(this.#messages);
    await this.#running;
    await this.#slots.idle();
  }

  async #run(onReady: () => void): Promise<void> {
    const { group, log, signal } = this.#options;
    while (!signal.aborted) {
      try {
        await this.#pull(onReady);
      } catch (error) {
        if (signal.aborted) return;
        log.warn({ consumer: groupNameOf(group), err: error }, "events cannot be pulled; trying again");
      }
      await sleep(RESTART_MS, undefined, { signal }).catch(() => {});
    }
  }

  /** Returns or throws when the group is gone or the connection is closed. */
  async #pull(onReady: () => void): Promise<void> {
    const { group, nats, manager, settings, signal } = this.#options;
    await ensureStream(manager, group.consumer.type.split(".")[0] ?? "", settings);
    await ensureDurable(manager, group, settings);
    onReady();
    const consumer = await nats.jetstream().consumers.get(streamOf(group.consumer.type), durableOf(group));
    this.#messages = await consumer.consume({
      max_messages: settings.concurrency * 2,
      expires: PULL_EXPIRES_MS,
      abort_on_missing_resource: true,
    });
    if (signal.aborted) void endPulling(this.#messages);
    for await (const message of this.#messages) await this.#accept(message);
  }

  async #accept(message: JsMsg): Promise<void> {
    await this.#slots.take();
    void this.#handle(message).finally(() => this.#slots.release());
  }

  async #handle(message: JsMsg): Promise<void> {
    const { group, settings, log } = this.#options;
    const tryNumber = message.info.deliveryCount;
    const alive = setInterval(() => message.working(), settings.ackWaitMs / 3);
    try {
      const isSettled = await attempt(group, eventOf(message, group), tryNumber, this.#options);
      if (isSettled) message.ack();
      else message.nak(delayAfter(Math.min(tryNumber, settings.maxTries), settings));
    } catch (error) {
      log.warn({ consumer: groupNameOf(group), err: error }, "an event could not be answered; it comes again");
    } finally {
      clearInterval(alive);
    }
  }
}

/**
 * Asks for no more, and lets the loop finish what is here or on its way: what `close` alone would drop, and what is given back while nobody else reads, older
 * servers deliver again only when its acknowledgement is overdue. A server that does not answer is not waited for.
 */
const endPulling = async (messages: ConsumerMessages): Promise<void> => {
  const { sub } = messages as ConsumerMessages & { readonly sub: Subscription };
  const drained = sub.drain().catch(() => {});
  const isDrained = await Promise.race([drained.then(() => true), sleep(DRAIN_TIMEOUT_MS, false, { ref: false })]);
  if (!isDrained) void messages.close();
};

/** What is no envelope is kept as it is: its tries fail, and its dead letter names the place where it stands in the stream. */
const eventOf = (message: JsMsg, group: ConsumerGroup): Event => {
  try {
    return Event.decode(message.data);
  } catch {
    const eventId = `${message.info.stream}:${message.seq}`;
    return {
      eventId,
      type: group.consumer.type,
      eventTime: undefined,
      traceparent: "",
      payload: Buffer.from(message.data),
    };
  }
};
