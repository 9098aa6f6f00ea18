import type { Event } from "../../proto/gen/paywindow/common/v1/event.ts";
import type { Logger } from "../telemetry/logger.ts";
import type { EventListener } from "./event.ts";

/** An event may be relayed again after a failure; so many of the latest are remembered so that a screen does not hear one twice. */
const REMEMBERED = 2_000;

/** The listeners of this node, for live screens. What they throw is logged and goes no further. */
export class ListenerHub {
  readonly #log: Logger;
  readonly #listeners = new Map<string, Set<EventListener>>();
  readonly #heard = new Set<string>();

  constructor(log: Logger) {
    this.#log = log;
  }

  /** Adds a listener; returns the function that removes it. */
  add(listener: EventListener): () => void {
    const { type } = listener;
    const sameType = this.#listeners.get(type) ?? new Set();
    this.#listeners.set(type, sameType.add(listener));
    return () => {
      sameType.delete(listener);
      if (sameType.size === 0 && this.#listeners.get(type) === sameType) this.#listeners.delete(type);
    };
  }

  /** Tells an event to whoever listens to its type. */
  hear(event: Event): void {
    const listeners = this.#listeners.get(event.type);
    if (!listeners || this.#heard.has(event.eventId)) return;
    this.#remember(event.eventId);
    for (const listener of listeners) {
      try {
        const { eventId, traceparent } = event;
        const eventTime = event.eventTime ?? new Date(0);
        listener.hear(listener.codec.decode(event.payload), { eventId, eventTime, traceparent });
      } catch (error) {
        this.#log.warn({ err: error, type: event.type, eventId: event.eventId }, "an event listener failed");
      }
    }
  }

  #remember(eventId: string): void {
    this.#heard.add(eventId);
    if (this.#heard.size <= REMEMBERED) return;
    for (const oldest of this.#heard) {
      this.#heard.delete(oldest);
      return;
    }
  }
}
