import { noSuchTransactionError } from "../server-errors.ts";
import type { LockTable } from "./locks.ts";
import { RecentKeys } from "./recent-keys.ts";
import { Transaction } from "./transaction.ts";

/** The transactions that are running in one store: they begin, end, and are ended when they take too long. */
export class Transactions {
  readonly #locks: LockTable;
  readonly #lifetimeMs: number;
  readonly #recent = new RecentKeys();
  /** In the order in which they began. */
  readonly #running = new Set<Transaction>();
  #begun = 0;
  #aborted = 0;
  #sweeper: NodeJS.Timeout | undefined;

  /** @param lifetimeMs transactions older than this are aborted, as MongoDB's transactionLifetimeLimitSeconds does. */
  constructor(locks: LockTable, lifetimeMs: number) {
    this.#locks = locks;
    this.#lifetimeMs = lifetimeMs;
  }

  get counts(): { transactions: number; aborts: number; openTransactions: number } {
    return { transactions: this.#begun, aborts: this.#aborted, openTransactions: this.#running.size };
  }

  /** Where new keys are noted; undefined while nobody needs to know. */
  get recent(): RecentKeys | undefined {
    return this.#running.size === 0 ? undefined : this.#recent;
  }

  /** @param failsAfter see `Faults.transientAfterOperations`. */
  begin(failsAfter: number | undefined): Transaction {
    const transaction = new Transaction(this.#locks, this.#recent, performance.now(), failsAfter);
    this.#running.add(transaction);
    this.#begun++;
    if (this.#sweeper === undefined) {
      this.#sweeper = setInterval(() => this.#abortExpired(), Math.min(1000, this.#lifetimeMs / 2));
      this.#sweeper.unref();
    }
    return transaction;
  }

  /** The transaction's writes have been applied. */
  finish(transaction: Transaction): void {
    transaction.finish();
    this.#forget(transaction);
  }

  /** Ends a transaction without effect; what is still tried in it fails with `reason`. */
  abort(transaction: Transaction, reason: Error): void {
    if (!transaction.isActive) return;
    transaction.abort(reason);
    this.#aborted++;
    this.#forget(transaction);
  }

  abortAll(reason: Error): void {
    for (const transaction of this.#running) this.abort(transaction, reason);
  }

  #forget(transaction: Transaction): void {
    this.#running.delete(transaction);
    const [oldest] = this.#running;
    this.#recent.forgetBefore(oldest?.startMoment);
    if (this.#running.size > 0) return;
    clearInterval(this.#sweeper);
    this.#sweeper = undefined;
  }

  #abortExpired(): void {
    const limit = performance.now() - this.#lifetimeMs;
    for (const transaction of this.#running) {
      if (transaction.startedAt > limit) return;
      this.abort(transaction, noSuchTransactionError(`it ran longer than ${this.#lifetimeMs} ms`, true));
    }
  }
}
