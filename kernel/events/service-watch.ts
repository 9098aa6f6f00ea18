import type { Store } from "../store/open-store.ts";
import type { EventParts } from "./attempt.ts";
import { type ConsumerGroup, groupNameOf } from "./consume-once.ts";
import { DeadLetterState, deadLetterModel } from "./dead-letter-model.ts";
import { replayDeadLetter } from "./dead-letters.ts";
import { outboxModel } from "./outbox-model.ts";

/** Counting stops here: beyond it the number no longer matters, its age does. */
const COUNT_LIMIT = 10_000;

/** Looks after one service's events now and then: measures its lag and its dead letters, and replays the letters that an operator asked for. */
export class ServiceWatch {
  readonly #service: string;
  readonly #store: Store;
  readonly #groups: readonly ConsumerGroup[];
  readonly #parts: EventParts;
  readonly #timer: NodeJS.Timeout;
  #running: Promise<void> | undefined;

  constructor(service: { name: string; store: Store; groups: readonly ConsumerGroup[] }, parts: EventParts) {
    this.#service = service.name;
    this.#store = service.store;
    this.#groups = service.groups;
    this.#parts = parts;
    this.#timer = setInterval(() => this.look(), parts.settings.sweepMs);
    this.look();
  }

  /** Resolves when the look is over; what fails in it is logged. */
  look(): Promise<void> {
    this.#running ??= this.#look()
      .catch((error: unknown) => {
        this.#parts.log.warn({ service: this.#service, err: error }, "the state of events could not be read");
      })
      .finally(() => {
        this.#running = undefined;
      });
    return this.#running;
  }

  async stop(): Promise<void> {
    clearInterval(this.#timer);
    await this.#running;
  }

  async #look(): Promise<void> {
    await this.#replayAsked();
    const { meter, clock } = this.#parts;
    const rows = outboxModel(this.#store.connection);
    const unpublished = await rows.findOne({ streamSeq: 0 }).sort({ order: 1 });
    const published = await rows.findOne({ streamSeq: { $gt: 0 } }).sort({ streamSeq: 1 });
    const now = clock.now().getTime();
    const ages = [unpublished, published].map((row) => (row ? now - row.eventTime.getTime() : 0));
    const count = unpublished || published ? await rows.countDocuments({}, { limit: COUNT_LIMIT }) : 0;
    meter.outboxLag(this.#service, count, Math.max(0, ...ages));
    meter.deadLetters(this.#service, await deadLetterModel(this.#store.connection).countDocuments({}));
  }

  async #replayAsked(): Promise<void> {
    const { settings, signal, clock, log } = this.#parts;
    const letters = deadLetterModel(this.#store.connection);
    const asked = await letters
      .find({ state: DeadLetterState.replayAsked })
      .sort({ deadTime: 1 })
      .limit(settings.batch);
    for (const letter of asked) {
      const group = this.#groups.find(({ consumer }) => consumer.name === letter.consumer);
      if (!group || signal.aborted) continue;
      const outcome = await replayDeadLetter(group, letter, clock);
      log.info({ consumer: groupNameOf(group), eventId: letter.eventId, outcome }, "a dead letter was replayed");
    }
  }
}
