import { StoreError } from "../errors.ts";
import type { Database } from "./database.ts";

/**
 * Group commit. Every write of one turn of the event loop goes into one open SQLite transaction, which is committed (one fsync) when the turn ends;
 * whoever wrote in it, and whoever read while it was open, is answered after the commit. So the order of operations is the order of calls,
 * an answer always stands on durable data, and 64 callers share one fsync.
 */
export class Group {
  readonly #db: Database;
  /** Called when a group was lost: what it wrote is gone from the file. */
  readonly #onLost: (error: unknown) => void;
  #done: PromiseWithResolvers<void> | undefined;
  #commits = 0;
  #failures = 0;

  constructor(db: Database, onLost: (error: unknown) => void) {
    this.#db = db;
    this.#onLost = onLost;
  }

  /** Numbers of commits and of failed commits so far. */
  get counts(): { commits: number; failures: number } {
    return { commits: this.#commits, failures: this.#failures };
  }

  /** Makes sure that a SQLite transaction is open; to be called before every write. */
  open(): void {
    if (this.#done !== undefined) return;
    this.#db.prepare("BEGIN IMMEDIATE").run();
    this.#done = Promise.withResolvers<void>();
    // Nobody may be waiting for a group that fails.
    this.#done.promise.catch(() => {});
    setImmediate(this.#flushIfOpen, this.#done);
  }

  /** Resolves when everything written so far is durable; undefined when it already is. Rejects when the commit failed. */
  settled(): Promise<void> | undefined {
    return this.#done?.promise;
  }

  readonly #flushIfOpen = (group: PromiseWithResolvers<void>): void => {
    if (this.#done === group) this.flush();
  };

  /** Commits now. A failure is told to those who wait, not thrown. */
  flush(): void {
    const done = this.#done;
    if (done === undefined) return;
    try {
      this.#db.prepare("COMMIT").run();
    } catch (error) {
      this.lose(new StoreError(`The store could not commit: ${(error as Error).message}`, { cause: error }));
      return;
    }
    this.#done = undefined;
    this.#commits++;
    done.resolve();
  }

  /** Rolls the open group back because of an error that a single statement cannot be blamed for (disk full, I/O). */
  lose(error: unknown): void {
    const done = this.#done;
    if (done === undefined) return;
    this.#done = undefined;
    this.#failures++;
    try {
      if (this.#db.isTransaction) this.#db.prepare("ROLLBACK").run();
    } finally {
      this.#onLost(error);
      done.reject(error);
    }
  }

  /** Runs a change of definitions in a transaction of its own, durable on return. */
  exclusively<T>(work: () => T): T {
    this.flush();
    this.#db.prepare("BEGIN IMMEDIATE").run();
    try {
      const result = work();
      this.#db.prepare("COMMIT").run();
      return result;
    } catch (error) {
      if (this.#db.isTransaction) this.#db.prepare("ROLLBACK").run();
      throw error;
    }
  }
}
