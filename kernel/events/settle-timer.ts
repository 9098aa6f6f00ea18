import type { Logger } from "../telemetry/logger.ts";

const FIRST_MS = 100;

export interface SettleOptions {
  /** Answers whether there is more to settle later. What it throws is logged, and it is called again. */
  readonly settle: () => Promise<boolean>;
  readonly maxMs: number;
  readonly log: Logger;
  readonly service: string;
}

/** Calls a routine soon after there is something to do, and ever more seldom while it is waiting for others; not at all while there is nothing. */
export class SettleTimer {
  readonly #options: SettleOptions;
  #delayMs = FIRST_MS;
  #timer: NodeJS.Timeout | undefined;
  #running: Promise<void> | undefined;
  #stopped = false;

  constructor(options: SettleOptions) {
    this.#options = options;
  }

  /** There is something new to settle. */
  soon(): void {
    this.#delayMs = FIRST_MS;
    this.#plan();
  }

  /** Settles at once, after the run at hand. */
  async now(): Promise<void> {
    await this.#running;
    if (!this.#stopped) await this.#run();
  }

  async stop(): Promise<void> {
    this.#stopped = true;
    clearTimeout(this.#timer);
    await this.#running;
  }

  #plan(): void {
    if (this.#stopped || (this.#timer && this.#delayMs > FIRST_MS)) return;
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => {
      this.#timer = undefined;
      void this.#run();
    }, this.#delayMs);
    this.#delayMs = Math.min(this.#delayMs * 2, this.#options.maxMs);
  }

  #run(): Promise<void> {
    this.#running ??= this.#settle().finally(() => {
      this.#running = undefined;
    });
    return this.#running;
  }

  async #settle(): Promise<void> {
    const { settle, log, service } = this.#options;
    try {
      if (await settle()) this.#plan();
    } catch (error) {
      if (this.#stopped) return;
      log.warn({ service, err: error }, "the state of the event stream could not be read; it is tried again");
      this.#plan();
    }
  }
}
