import { mongo } from "mongoose";
import { StoreError } from "../errors.ts";
import { noSuchTransactionError, writeConflictError } from "../server-errors.ts";
import { type Database, isFatal, isSqliteError, type SqliteError } from "./database.ts";
import type { Group } from "./group.ts";
import { Blocked, type LockTable, wouldDeadlock } from "./locks.ts";
import type { Transaction } from "./transaction.ts";
import type { Transactions } from "./transactions.ts";

/** How long an operation of a transaction stands in line for a locked document before its transaction starts again. */
const LOCK_WAIT_MS = 10_000;

/** Where operations run. */
interface Parts {
  db: Database;
  group: Group;
  locks: LockTable;
  transactions: Transactions;
  lifetimeMs: number;
  /** @throws StoreError when the store is closed. */
  assertOpen: () => void;
}

/** Runs operations: one after another, each when the locks that it meets are free, answered when durable. */
export class Operations {
  readonly #db: Database;
  readonly #group: Group;
  readonly #locks: LockTable;
  readonly #transactions: Transactions;
  readonly #lifetimeMs: number;
  readonly #assertOpen: () => void;
  #operations = 0;
  #lockWaits = 0;

  constructor(parts: Parts) {
    this.#db = parts.db;
    this.#group = parts.group;
    this.#locks = parts.locks;
    this.#transactions = parts.transactions;
    this.#lifetimeMs = parts.lifetimeMs;
    this.#assertOpen = parts.assertOpen;
  }

  get counts(): { operations: number; lockWaits: number } {
    return { operations: this.#operations, lockWaits: this.#lockWaits };
  }

  /**
   * Runs one operation and answers when all that it wrote or saw is durable. `work` is synchronous; where it throws Blocked it has written
   * nothing (outside a transaction) and runs again when the lock is free. An error inside a transaction ends the transaction, as in MongoDB.
   * @param settles false: answer at once; the caller takes `Engine.settled` inside `work` and awaits it before it answers.
   */
  execute<T>(transaction: Transaction | null, work: () => T, settles = true): Promise<T> {
    let result: T;
    try {
      result = this.#attempt(transaction, work);
    } catch (error) {
      if (error instanceof Blocked) return this.#executeWhenFree(transaction, work, settles, error);
      return this.#answerError(transaction, error, settles);
    }
    return this.#answer(transaction, result, settles);
  }

  #attempt<T>(transaction: Transaction | null, work: () => T): T {
    this.#assertOpen();
    this.#operations++;
    transaction?.step();
    return work();
  }

  #answer<T>(transaction: Transaction | null, result: T, settles: boolean): Promise<T> {
    // Inside a transaction nothing is promised before its commit, which waits for all that it has seen.
    const settled = transaction === null && settles ? this.#group.settled() : undefined;
    return settled === undefined ? Promise.resolve(result) : settled.then(() => result);
  }

  #answerError(transaction: Transaction | null, raised: unknown, settles = true): Promise<never> {
    const error = isSqliteError(raised) ? this.#storageError(raised) : raised;
    if (transaction !== null) {
      this.#transactions.abort(transaction, abortReason(error));
      return Promise.reject(error);
    }
    const settled = settles ? this.#group.settled() : undefined;
    return settled === undefined ? Promise.reject(error) : settled.then(() => Promise.reject(error));
  }

  /** SQLite could not do it. Where the file itself is in trouble (disk full, I/O error, damaged page) nothing of the group is kept. */
  #storageError(cause: SqliteError): StoreError {
    const error = new StoreError(`The store could not do this: ${cause.message}`, { cause });
    if (isFatal(cause) || !this.#db.isTransaction) this.#group.lose(error);
    return error;
  }

  async #executeWhenFree<T>(
    transaction: Transaction | null,
    work: () => T,
    settles: boolean,
    blocked: Blocked,
  ): Promise<T> {
    let lock = blocked.lock;
    for (let isFirst = true; ; isFirst = false) {
      this.#lockWaits++;
      if (transaction !== null && wouldDeadlock(lock, transaction)) {
        return this.#answerError(transaction, writeConflictError("two transactions wait for each other"));
      }
      const limitMs = transaction === null ? this.#lifetimeMs + LOCK_WAIT_MS : LOCK_WAIT_MS;
      try {
        await this.#locks.wait(lock, transaction, !isFirst, limitMs);
      } catch {
        return this.#answerError(transaction, writeConflictError("a document stayed locked for too long"));
      }
      let outcome: Promise<T>;
      try {
        outcome = this.#answer(transaction, this.#attempt(transaction, work), settles);
      } catch (error) {
        if (error instanceof Blocked) {
          if (error.lock !== lock) this.#locks.passOn(lock);
          lock = error.lock;
          continue;
        }
        outcome = this.#answerError(transaction, error, settles);
      }
      // If this operation did not take the lock after all, it is the next one's turn.
      this.#locks.passOn(lock);
      return outcome;
    }
  }
}

/** After an error inside a transaction MongoDB refuses everything else in it; a transient one may be met by running it all again. */
function abortReason(cause: unknown): Error {
  const isTransient = cause instanceof mongo.MongoError && cause.hasErrorLabel("TransientTransactionError");
  const name = cause instanceof Error ? cause.name : "error";
  return noSuchTransactionError(`an earlier operation in it failed (${name})`, isTransient);
}
