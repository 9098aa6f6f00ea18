import { mongo } from "mongoose";
import type { Clock } from "../../time/clock.ts";
import { StoreError } from "../errors.ts";
import {
  duplicateKeyError,
  noSuchTransactionError,
  unknownCommitResultError,
  writeConflictError,
} from "../server-errors.ts";
import { Database, isConstraintError, isFatal, isSqliteError, type SqliteError } from "./database.ts";
import { type FaultOptions, Faults } from "./faults.ts";
import { Group } from "./group.ts";
import { type Index, type IndexDefinition, IndexText } from "./index-definition.ts";
import { Blocked, LockTable, wouldDeadlock } from "./locks.ts";
import type { RecentKeys } from "./recent-keys.ts";
import { Table } from "./table.ts";
import type { Transaction } from "./transaction.ts";
import { Transactions } from "./transactions.ts";
import { apply, type WriteContext } from "./write.ts";

/** The default of MongoDB's transactionLifetimeLimitSeconds. */
const TRANSACTION_LIFETIME_MS = 60_000;
/** How long an operation of a transaction stands in line for a locked document before its transaction starts again. */
const LOCK_WAIT_MS = 10_000;

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
  readonly #tables = new Map<string, Table>();
  readonly #transactions: Transactions;
  readonly #lifetimeMs: number;
  readonly #counts = { operations: 0, lockWaits: 0 };
  #isClosed = false;

  /** Opens or creates the file. @throws StoreLockedError, StoreCorruptError. */
  constructor(name: string, path: string, clock: Clock, lifetimeMs = TRANSACTION_LIFETIME_MS) {
    this.name = name;
    this.clock = clock;
    this.#lifetimeMs = lifetimeMs;
    this.#transactions = new Transactions(this.locks, lifetimeMs);
    this.#db = new Database(path);
    this.#group = new Group(this.#db, (error) => this.#onGroupLost(error));
    this.#loadTables();
  }

  /** Makes transactions fail as MongoDB's do; undefined ends it. */
  setFaults(options: FaultOptions | undefined): void {
    this.#faults = options === undefined ? undefined : new Faults(options);
  }

  #loadTables(): void {
    const indexes = this.#db
      .prepare("SELECT id, collection, definition FROM _indexes ORDER BY id")
      .all() as unknown as [number, number, string][];
    const collections = this.#db.prepare("SELECT id, name FROM _collections").all() as unknown as [number, string][];
    for (const [id, name] of collections) {
      const own = indexes
        .filter(([, collection]) => collection === id)
        .map(([index, , text]) => IndexText.read(index, text));
      this.#tables.set(name, new Table(this.#db, id, name, own));
    }
  }

  get stats(): EngineStats {
    const { commits, failures } = this.#group.counts;
    return {
      ...this.#counts,
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

  // --- collections and indexes ---

  get tables(): ReadonlyMap<string, Table> {
    return this.#tables;
  }

  /** The table of a collection, created when it is first used. */
  table(name: string): Table {
    return this.#tables.get(name) ?? this.createTable(name);
  }

  createTable(name: string): Table {
    this.#assertOpen();
    const table = this.#group.exclusively(() => {
      this.#db.prepare("INSERT INTO _collections (name) VALUES (?)").run(name);
      const [id] = this.#db.prepare("SELECT last_insert_rowid()").get() as unknown as [number];
      this.#db.exec(Table.createSql(id));
      return new Table(this.#db, id, name, []);
    });
    this.#tables.set(name, table);
    return table;
  }

  dropTable(table: Table): void {
    this.#assertOpen();
    this.#group.exclusively(() => table.drop());
    this.#tables.delete(table.name);
  }

  createIndex(table: Table, definition: IndexDefinition): void {
    this.#assertOpen();
    try {
      table.addIndex(this.#group.exclusively(() => table.buildIndex(definition)));
    } catch (error) {
      if (!isConstraintError(error)) throw error;
      const keyPattern = Object.fromEntries(definition.key);
      throw duplicateKeyError(this.namespaceOf(table), definition.name, keyPattern, {});
    }
  }

  dropIndex(table: Table, index: Index): void {
    this.#assertOpen();
    this.#group.exclusively(() => table.removeIndex(index));
    table.forgetIndex(index);
  }

  // --- operations ---

  /**
   * Runs one operation and answers when all that it wrote or saw is durable. `work` is synchronous; where it throws Blocked it has written
   * nothing (outside a transaction) and runs again when the lock is free. An error inside a transaction ends the transaction, as in MongoDB.
   * @param settles false: answer at once; the caller awaits `settled` before it answers.
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

  /** Resolves when all that was written so far is durable. */
  async settled(): Promise<void> {
    await this.#group.settled();
  }

  #attempt<T>(transaction: Transaction | null, work: () => T): T {
    this.#assertOpen();
    this.#counts.operations++;
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
      this.#counts.lockWaits++;
      if (transaction !== null && wouldDeadlock(lock, transaction)) {
        return this.#answerError(transaction, writeConflictError("two transactions wait for each other"));
      }
      const limitMs = transaction === null ? this.#lifetimeMs + LOCK_WAIT_MS : LOCK_WAIT_MS;
      try {
        await this.locks.wait(lock, transaction, !isFirst, limitMs);
      } catch {
        return this.#answerError(transaction, writeConflictError("a document stayed locked for too long"));
      }
      let outcome: Promise<T>;
      try {
        outcome = this.#answer(transaction, this.#attempt(transaction, work), settles);
      } catch (error) {
        if (error instanceof Blocked) {
          if (error.lock !== lock) this.locks.passOn(lock);
          lock = error.lock;
          continue;
        }
        outcome = this.#answerError(transaction, error, settles);
      }
      // If this operation did not take the lock after all, it is the next one's turn.
      this.locks.passOn(lock);
      return outcome;
    }
  }

  // --- transactions ---

  begin(): Transaction {
    this.#assertOpen();
    return this.#transactions.begin(this.#faults?.transientAfterOperations());
  }

  /**
   * Applies the transaction's writes at once and answers when they are durable.
   * @throws MongoServerError with TransientTransactionError (nothing applied) or UnknownTransactionCommitResult (applied).
   */
  async commit(transaction: Transaction): Promise<void> {
    try {
      this.#attempt(transaction, () => transaction.failByFault());
      if (transaction.overlays.size > 0) this.#applyAll(transaction);
    } catch (error) {
      return this.#answerError(transaction, error);
    }
    this.#transactions.finish(transaction);
    const settled = this.#group.settled();
    if (settled !== undefined) await settled;
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
    for (const table of this.#tables.values()) table.forgetSavedShapes();
    const message = error instanceof Error ? error.message : String(error);
    this.#transactions.abortAll(noSuchTransactionError(`the store failed (${message})`, true));
  }

  // --- end ---

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

/** After an error inside a transaction MongoDB refuses everything else in it; a transient one may be met by running it all again. */
function abortReason(cause: unknown): Error {
  const isTransient = cause instanceof mongo.MongoError && cause.hasErrorLabel("TransientTransactionError");
  const name = cause instanceof Error ? cause.name : "error";
  return noSuchTransactionError(`an earlier operation in it failed (${name})`, isTransient);
}
