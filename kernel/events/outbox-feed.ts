import type { Model } from "mongoose";
import type { Logger } from "../telemetry/logger.ts";
import type { CommitSignal } from "./commit-signal.ts";
import type { OutboxRow } from "./outbox-model.ts";
import type { EventSettings } from "./settings.ts";

const FIRST_RETRY_MS = 250;

export interface FeedOptions {
  readonly service: string;
  readonly rows: Model<OutboxRow>;
  readonly commits: CommitSignal;
  readonly settings: EventSettings;
  readonly log: Logger;
  /** Takes rows, in their order; resolves when it has room for more. May get a row again that it has already. */
  readonly take: (rows: OutboxRow[]) => Promise<void>;
}

/**
 * Feeds an outbox's unpublished rows to a relay: those of a finished transaction at once, and everything at start, after a failure and at every sweep.
 * One reading at a time; whoever takes the rows holds the feed back by taking its time.
 */
export class OutboxFeed {
  readonly #options: FeedOptions;
  readonly #woken = new Set<string>();
  readonly #unhear: () => void;
  readonly #sweeper: NodeJS.Timeout;
  #retry: NodeJS.Timeout | undefined;
  #retryMs = FIRST_RETRY_MS;
  #sweepDue = true;
  #running: Promise<void> | undefined;
  #stopped = false;

  constructor(options: FeedOptions) {
    this.#options = options;
    this.#unhear = options.commits.hear((eventIds) => this.#wake(eventIds));
    this.#sweeper = setInterval(() => this.sweep(), options.settings.sweepMs);
    this.sweep();
  }

  /** Looks through the whole outbox. Resolves when that is done, or has failed and is to be tried again. */
  sweep(): Promise<void> {
    this.#sweepDue = true;
    return this.#run();
  }

  async stop(): Promise<void> {
    this.#stopped = true;
    this.#unhear();
    clearInterval(this.#sweeper);
    clearTimeout(this.#retry);
    await this.#running;
  }

  #wake(eventIds: readonly string[]): void {
    // More than this is a backlog, and a sweep reads a backlog better than a list of ids does.
    if (this.#woken.size + eventIds.length > this.#options.settings.window) this.#sweepDue = true;
    else for (const id of eventIds) this.#woken.add(id);
    void this.#run();
  }

  #run(): Promise<void> {
    this.#running ??= this.#readAll().finally(() => {
      this.#running = undefined;
      if (this.#retry === undefined && this.#isDue()) void this.#run();
    });
    return this.#running;
  }

  #isDue(): boolean {
    return !this.#stopped && (this.#sweepDue || this.#woken.size > 0);
  }

  async #readAll(): Promise<void> {
    try {
      while (this.#isDue()) await (this.#woken.size > 0 ? this.#readWoken() : this.#readOutbox());
      this.#retryMs = FIRST_RETRY_MS;
    } catch (error) {
      if (!this.#stopped) this.#retryLater(error);
    }
  }

  #retryLater(error: unknown): void {
    const { service, log, settings } = this.#options;
    log.warn(
      { service, err: error, retryMs: this.#retryMs },
      "the outbox could not be relayed; its events are kept and tried again",
    );
    this.#sweepDue = true;
    clearTimeout(this.#retry);
    this.#retry = setTimeout(() => {
      this.#retry = undefined;
      void this.#run();
    }, this.#retryMs);
    this.#retryMs = Math.min(this.#retryMs * 2, settings.sweepMs);
  }

  async #readWoken(): Promise<void> {
    const { rows, settings, take } = this.#options;
    const ids = [...this.#woken].slice(0, settings.batch);
    for (const id of ids) this.#woken.delete(id);
    await take(
      await rows
        .find({ _id: { $in: ids }, streamSeq: 0 })
        .sort({ order: 1 })
        .lean(),
    );
  }

  async #readOutbox(): Promise<void> {
    const { rows, settings, take } = this.#options;
    this.#sweepDue = false;
    for (let after = ""; !this.#stopped; ) {
      const page = await rows
        .find({ streamSeq: 0, order: { $gt: after } })
        .sort({ order: 1 })
        .limit(settings.batch)
        .lean();
      if (page.length > 0) await take(page);
      const last = page.at(-1);
      if (!last || page.length < settings.batch) return;
      after = last.order;
    }
  }
}
