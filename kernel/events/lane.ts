import { setTimeout as sleep } from "node:timers/promises";
import type { Event } from "../../proto/gen/paywindow/common/v1/event.ts";
import { attempt, type EventParts } from "./attempt.ts";
import { type ConsumerGroup, groupNameOf } from "./consume-once.ts";
import { delayAfter } from "./settings.ts";
import { Slots } from "./slots.ts";

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
    const { signal, settings } = this.#parts;
    this.#count(1);
    try {
      for (let tryNumber = 1; !(await this.#try(event, tryNumber)); tryNumber++) {
        onFailure();
        await sleep(delayAfter(tryNumber, settings), undefined, { signal });
      }
    } finally {
      this.#count(-1);
    }
  }

  #try(event: Event, tryNumber: number): Promise<boolean> {
    return this.#slots.run(() => {
      this.#parts.signal.throwIfAborted();
      return attempt(this.group, event, tryNumber, this.#parts);
    });
  }

  #count(change: number): void {
    this.#pending += change;
    this.#parts.meter.pending(groupNameOf(this.group), this.#pending);
  }
}
