/** Chances, each from 0 to 1, of MongoDB's own transaction failures; the same seed gives the same failures in the same order. */
export interface FaultOptions {
  seed: number;
  /** TransientTransactionError before the commit: nothing is applied, the whole transaction runs again. */
  transientBefore?: number;
  /** UnknownTransactionCommitResult after the commit: it is applied, and committing is tried again. */
  unknownAfter?: number;
}

/** Decides which transactions fail. */
export class Faults {
  readonly #options: FaultOptions;
  #state: number;

  constructor(options: FaultOptions) {
    this.#options = options;
    this.#state = options.seed >>> 0;
  }

  /**
   * Drawn once per transaction: undefined, or the number of operations that succeed before it fails (a commit counts as one more),
   * so that the failure meets handlers in the middle as well as at the end.
   */
  transientAfterOperations(): number | undefined {
    if (this.#random() >= (this.#options.transientBefore ?? 0)) return undefined;
    return Math.floor(this.#random() * 4);
  }

  /** Drawn once per commit that was applied. */
  isCommitAnswerLost(): boolean {
    return this.#random() < (this.#options.unknownAfter ?? 0);
  }

  /** mulberry32: small, seeded, and good enough to spread failures. */
  #random(): number {
    this.#state = (this.#state + 0x6d2b79f5) >>> 0;
    let t = this.#state;
    t = Math.imul(t ^ (t >>> 15), t | 1);
    t ^= t + Math.imul(t ^ (t >>> 7), t | 61);
    return ((t ^ (t >>> 14)) >>> 0) / 4294967296;
  }
}
