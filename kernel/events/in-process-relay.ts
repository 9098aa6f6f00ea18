import type { Event } from "../../proto/gen/paywindow/common/v1/event.ts";
import type { Store } from "../store/open-store.ts";
import type { EventParts } from "./attempt.ts";
import { commitSignalOf } from "./commit-signal.ts";
import type { Lane } from "./lane.ts";
import { OutboxFeed } from "./outbox-feed.ts";
import { envelopeOf, type OutboxRow, outboxModel } from "./outbox-model.ts";
import { RowRemover } from "./row-remover.ts";
import { Slots } from "./slots.ts";

/** A relay takes a service's events from its outbox to everyone who consumes them. */
interface Relay {
  /** Resolves when every row that is in the outbox now has been handed over and settled, or has failed and waits for the next sweep. */
  pass(): Promise<void>;
  stop(): Promise<void>;
}

export interface InProcessRelayOptions extends EventParts {
  readonly service: string;
  readonly store: Store;
  /** The lanes of every consumer of this process that wants the type. */
  readonly lanesOf: (type: string) => readonly Lane[];
  readonly hear: (event: Event) => void;
}

/**
 * The relay of the one-process size: rows go straight to the consumers of this process, and a row is removed when every one of them has committed (or has
 * stored it as a dead letter in its own store). A crash in between delivers again, and the consumers' inboxes drop what they know (P29).
 */
export class InProcessRelay implements Relay {
  readonly #options: InProcessRelayOptions;
  readonly #underWay = new Map<string, Promise<void>>();
  readonly #window: Slots;
  readonly #parking: Slots;
  readonly #remover: RowRemover;
  readonly #feed: OutboxFeed;

  constructor(options: InProcessRelayOptions) {
    const { service, store, settings, log } = options;
    const rows = outboxModel(store.connection);
    this.#options = options;
    this.#window = new Slots(settings.window);
    this.#parking = new Slots(settings.parked);
    this.#remover = new RowRemover(rows);
    const commits = commitSignalOf(store.connection);
    this.#feed = new OutboxFeed({ service, rows, commits, settings, log, take: (page) => this.#take(page) });
  }

  async pass(): Promise<void> {
    await this.#feed.sweep();
    await Promise.all(this.#underWay.values());
  }

  async stop(): Promise<void> {
    await this.#feed.stop();
    await Promise.all(this.#underWay.values());
  }

  async #take(rows: readonly OutboxRow[]): Promise<void> {
    for (const row of rows) {
      if (this.#underWay.has(row._id)) continue;
      await this.#window.take();
      if (this.#options.signal.aborted) return this.#window.release();
      this.#underWay.set(row._id, this.#handOver(row));
    }
  }

  /** Never rejects: what fails here stays in the outbox for the next sweep. */
  async #handOver(row: OutboxRow): Promise<void> {
    const { service, log, signal, hear, lanesOf } = this.#options;
    const place = new Place(this.#window, this.#parking);
    const event = envelopeOf(row);
    try {
      hear(event);
      await Promise.all(lanesOf(row.type).map((lane) => lane.deliver(event, () => place.park())));
      await this.#remover.remove(row._id);
    } catch (error) {
      if (!signal.aborted)
        log.warn({ service, eventId: row._id, err: error }, "an event stays in the outbox and is delivered again");
    } finally {
      place.leave();
      this.#underWay.delete(row._id);
    }
  }
}

/** A row's place: in the window, until a try fails; then on the parking lot, as long as that has room, so that fresh rows get by. */
class Place {
  readonly #window: Slots;
  readonly #parking: Slots;
  #held: Slots | undefined;

  constructor(window: Slots, parking: Slots) {
    this.#window = window;
    this.#parking = parking;
    this.#held = window;
  }

  park(): void {
    if (this.#held !== this.#window || !this.#parking.tryTake()) return;
    this.#window.release();
    this.#held = this.#parking;
  }

  leave(): void {
    this.#held?.release();
    this.#held = undefined;
  }
}
