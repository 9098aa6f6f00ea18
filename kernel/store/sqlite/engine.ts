import type { Clock } from "../../time/clock.ts";
import { StoreError } from "../errors.ts";
import { noSuchTransactionError, unknownCommitResultError, writeConflictError } from "../server-errors.ts";
import { Collections } from "./collections.ts";
import { Database, isConstraintError } from "./database.ts";
import { type FaultOptions, Faults } from "./faults.ts";
import { Group } from "./group.ts";
import { LockTable } from "./locks.ts";
import { Operations } from "./operations.ts";
import type { RecentKeys } from "./recent-keys.ts";
import type { Table } from "./table.ts";
import type { Transaction } from "./transaction.ts";
import { Transactions } from "./transactions.ts";
import type { WriteContext } from "./write-context.ts";
import { apply } from "./write-pending.ts";

/** The default of MongoDB's transactionLifetimeLimitSeconds. */
const TRANSACTION_LIFETIME_MS = 60_000;

/** Counters for metrics; all but the gauges only grow. */
export interface EngineStats {
  operations: number;
  commits: number;
  failedCommits: number;
  transactions: number;
  /** Transactions that ended without a commit. */
  aborts: number;
  /** Operations that had to wait for a lock. */
  lockWaits: number;
  /** Gauge: transactions that are running. */
  openTransactions: number;
  /** Gauge: size of the database file. */
  fileBytes: number;
}

/** The embedded store of one database: one file, its collections, group commit and transactions. */
export class Engine implements WriteContext {
  readonly name: string;
  readonly locks = new LockTable();
  /** Behind `$currentDate` and TTL indexes. */
  readonly clock: Clock;
  #faults: Faults | undefined;
  readonly #db: Database;
  readonly #group: Group;
  readonly #collections: Collections;
  readonly #transactions: Transactions;
  readonly #operations: Operations;
  #isClosed = false;

  /** Opens or creates the file. @throws StoreLockedError, StoreCorruptError. */
  constructor(name: string, path: string, clock: Clock, lifetimeMs = TRANSACTION_LIFETIME_MS) {
    this.name = name;
    this.clock = clock;
    const db = new Database(path);
    const group = new Group(db, (error) => this.#onGroupLost(error));
    const transactions = new Transactions(this.locks, lifetimeMs);
    this.#db = db;
    this.#group = group;
    this.#transactions = transactions;
    this.#collections = new Collections(name, db, group);
    const assertOpen = () => this.#assertOpen();
    this.#operations = new Operations({ db, group, locks: this.locks, transactions, lifetimeMs, assertOpen });
  }

  /** The collections and their indexes. @throws StoreError when the store is closed. */
  get collections(): Collections {
    this.#assertOpen();
    return this.#collections;
  }

  /** Makes transactions fail as MongoDB's do; undefined ends it. */
  setFaults(options: FaultOptions | undefined): void {
    this.#faults = options === undefined ? undefined : new Faults(options);
  }

  get stats(): EngineStats {
    const { commits, failures } = this.#group.counts;
    return {
      ...this.#operations.counts,
      ...this.#transactions.counts,
      commits,
      failedCommits: failures,
      fileBytes: this.#isClosed ? 0 : this.#db.sizeBytes,
    };
  }

  namespaceOf(table: Table): string {
    return `${this.name}.${table.name}`;
  }

  get recent(): RecentKeys | undefined {
    return this.#transactions.recent;
  }

  openGroup(): void {
    this.#group.open();
  }

  /** Runs one operation; see `Operations.execute`. */
  execute<T>(transaction: Transaction | null, work: () => T, settles = true): Promise<T> {
    return this.#operations.execute(transaction, work, settles);
  }

  /** Resolves when all that is written by now is durable, rejects when it is lost; undefined when it is durable already. */
  settled(): Promise<void> | undefined {
    return this.#group.settled();
  }

  begin(): Transaction {
    this.#assertOpen();
    return this.#transactions.begin(this.#faults?.transientAfterOperations());
  }

  /**
   * Applies the transaction's writes at once and answers when they are durable.
   * @throws MongoServerError with TransientTransactionError (nothing applied) or UnknownTransactionCommitResult (applied).
   */
  async commit(transaction: Transaction): Promise<void> {
    const { settled } = await this.#operations.execute(transaction, () => {
      transaction.failByFault();
      if (transaction.overlays.size > 0) this.#applyAll(transaction);
      this.#transactions.finish(transaction);
      // Taken in the same breath: a group that is lost later must be this group to whoever waits.
      return { settled: this.#group.settled() };
    });
    await settled;
    this.loseCommitAnswer();
  }

  /** The fault mode's last chance: the commit stands but its answer is lost. Also met when a commit is tried again. */
  loseCommitAnswer(): void {
    if (this.#faults?.isCommitAnswerLost()) throw unknownCommitResultError();
  }

  #applyAll(transaction: Transaction): void {
    this.#group.open();
    this.#db.prepare("SAVEPOINT t").run();
    try {
      for (const [table, writes] of transaction.overlays) apply(this, table, writes.values());
    } catch (error) {
      if (this.#db.isTransaction) this.#db.exec("ROLLBACK TO t; RELEASE t");
      for (const table of transaction.overlays.keys()) table.forgetAfterRollback();
      // Its unique keys were locked, so only an index that was made meanwhile can object.
      throw isConstraintError(error) ? writeConflictError("a unique index was made meanwhile") : error;
    }
    this.#db.prepare("RELEASE t").run();
  }

  /** Ends a transaction without effect. */
  abort(transaction: Transaction): void {
    this.#transactions.abort(transaction, noSuchTransactionError("it was aborted", false));
  }

  /** What transactions have read may be gone with the group: they start again. */
  #onGroupLost(error: unknown): void {
    for (const table of this.#collections.tables.values()) table.forgetAfterRollback();
    const message = error instanceof Error ? error.message : String(error);
    this.#transactions.abortAll(noSuchTransactionError(`the store failed (${message})`, true));
  }

  #assertOpen(): void {
    if (this.#isClosed) throw new StoreError(`The store ${this.name} is closed`);
  }

  /** Commits what is open, aborts running transactions, writes the log back and releases the file. */
  close(): void {
    if (this.#isClosed) return;
    this.#group.flush();
    this.#isClosed = true;
    this.#transactions.abortAll(noSuchTransactionError("the store was closed", false));
    this.#db.close();
  }
}
