import { setTimeout as sleep } from "node:timers/promises";
import type { Event } from "../../proto/gen/paywindow/common/v1/event.ts";
import type { Logger } from "../telemetry/logger.ts";
import type { Clock } from "../time/clock.ts";
import { type ConsumerGroup, consumeOnce, groupNameOf } from "./consume-once.ts";
import { keepDeadLetter } from "./dead-letters.ts";
import type { EventMeter } from "./event-meter.ts";
import { delayAfter, type EventSettings } from "./settings.ts";
import { Slots } from "./slots.ts";

/** What every part that relays or consumes events on a node shares. */
export interface EventParts {
  readonly clock: Clock;
  readonly log: Logger;
  readonly meter: EventMeter;
  readonly settings: EventSettings;
  /** Aborted when the node stops: waits end, tries under way are finished. */
  readonly signal: AbortSignal;
}

/**
 * A consumer's own lane in one process: so many events at once, each tried until it is consumed or stored as a dead letter. A failed event waits outside
 * the slots, so it holds up neither the others of its consumer nor other consumers.
 */
export class Lane {
  readonly group: ConsumerGroup;
  readonly #parts: EventParts;
  readonly #slots: Slots;
  #pending = 0;

  constructor(group: ConsumerGroup, parts: EventParts) {
    this.group = group;
    this.#parts = parts;
    this.#slots = new Slots(parts.settings.concurrency);
  }

  /** Resolves when the event is consumed or stored as a dead letter; rejects only when the node stops. `onFailure` hears of every failed try. */
  async deliver(event: Event, onFailure: () => void): Promise<void> {
    this.#count(1);
    try {
      for (let tryNumber = 1; !(await this.#slots.run(() => this.#settle(event, tryNumber))); tryNumber++) {
        onFailure();
        await sleep(delayAfter(tryNumber, this.#parts.settings), undefined, { signal: this.#parts.signal });
      }
    } finally {
      this.#count(-1);
    }
  }

  /** One try; after the last one the event is stored. Answers whether the event is settled. */
  async #settle(event: Event, tryNumber: number): Promise<boolean> {
    const { signal, clock, meter, log, settings } = this.#parts;
    signal.throwIfAborted();
    const facts = { consumer: groupNameOf(this.group), eventId: event.eventId, type: event.type, tries: tryNumber };
    try {
      meter.tried(this.group, await consumeOnce(this.group, event, clock));
      return true;
    } catch (error) {
      meter.tried(this.group, "failed");
      log.warn({ ...facts, err: error }, "an event consumer failed");
      if (tryNumber < settings.maxTries) return false;
      return this.#bury(event, { tries: tryNumber, error });
    }
  }

  async #bury(event: Event, failure: { tries: number; error: unknown }): Promise<boolean> {
    const { clock, meter, log } = this.#parts;
    const facts = { consumer: groupNameOf(this.group), eventId: event.eventId, type: event.type, tries: failure.tries };
    try {
      await keepDeadLetter(this.group, event, { ...failure, now: clock.now() });
      meter.tried(this.group, "dead_lettered");
      log.error(facts, "an event became a dead letter; list and replay it with `npm run events`");
      return true;
    } catch (error) {
      log.error({ ...facts, err: error }, "a dead letter could not be stored; the event is kept and tried again");
      return false;
    }
  }

  #count(change: number): void {
    this.#pending += change;
    this.#parts.meter.pending(this.group, this.#pending);
  }
}
