import { DatabaseSync, type StatementSync } from "node:sqlite";
import { StoreCorruptError, StoreLockedError } from "../errors.ts";

/** "PWst" in the file header tells our files from any other SQLite database. */
const APPLICATION_ID = 0x50577374;
/** The layout of the file; a higher number in a file means that a newer release wrote it. */
const FORMAT_VERSION = 1;
const MAX_STATEMENTS = 400;

const SQLITE_BUSY = 5;
const SQLITE_LOCKED = 6;
const SQLITE_CONSTRAINT = 19;
/** NOMEM, READONLY, INTERRUPT, IOERR, CORRUPT, FULL, CANTOPEN, PROTOCOL, NOTADB. */
const SQLITE_FATAL = new Set([7, 8, 9, 10, 11, 13, 14, 15, 26]);

/** An error that node:sqlite raised. */
export interface SqliteError extends Error {
  code: "ERR_SQLITE_ERROR";
  /** Extended result code; its low byte is the primary one. */
  errcode: number;
}

/** One SQLite file with one owner: exclusive lock, write-ahead log, fsync at every commit, a bounded cache of prepared statements. */
export class Database {
  readonly path: string;
  readonly #db: DatabaseSync;
  readonly #statements = new Map<string, StatementSync>();

  /**
   * Opens or creates the file and takes its lock.
   * @throws StoreLockedError when another process owns it, StoreCorruptError when it is damaged or not a store.
   */
  constructor(path: string) {
    this.path = path;
    try {
      this.#db = new DatabaseSync(path, { timeout: 0 });
    } catch (error) {
      throw new StoreCorruptError(path, `it cannot be opened (${(error as Error).message})`, error);
    }
    try {
      this.#configure();
    } catch (error) {
      this.#db.close();
      throw this.#openError(error);
    }
  }

  #configure(): void {
    // EXCLUSIVE must come before the first access: then the WAL index lives in memory and no second process gets in.
    this.#db.exec("PRAGMA locking_mode = EXCLUSIVE; PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL;");
    this.#db.exec("PRAGMA cache_size = -2048; PRAGMA temp_store = MEMORY; PRAGMA wal_autocheckpoint = 2000;");
    this.#db.exec("BEGIN IMMEDIATE");
    const applicationId = this.#pragma("application_id");
    const isNew = this.#pragma("schema_version") === 0;
    if (!isNew && applicationId !== APPLICATION_ID)
      throw new StoreCorruptError(this.path, "it is not a paywindow store");
    if (this.#pragma("user_version") > FORMAT_VERSION) {
      throw new StoreCorruptError(this.path, "a newer release of paywindow wrote it");
    }
    this.#db.exec(`PRAGMA application_id = ${APPLICATION_ID}; PRAGMA user_version = ${FORMAT_VERSION};`);
    this.#db.exec("CREATE TABLE IF NOT EXISTS _collections (id INTEGER PRIMARY KEY, name TEXT NOT NULL UNIQUE)");
    this.#db.exec(
      "CREATE TABLE IF NOT EXISTS _indexes (id INTEGER PRIMARY KEY, collection INTEGER NOT NULL, definition TEXT NOT NULL)",
    );
    this.#db.exec("COMMIT");
  }

  #pragma(name: string): number {
    const row = this.#db.prepare(`PRAGMA ${name}`).get() as Record<string, number>;
    return row[name] as number;
  }

  #openError(error: unknown): unknown {
    if (!isSqliteError(error)) return error;
    const code = error.errcode & 0xff;
    if (code === SQLITE_BUSY || code === SQLITE_LOCKED) return new StoreLockedError(this.path, error);
    return new StoreCorruptError(this.path, error.message, error);
  }

  /** A prepared statement that returns rows as arrays; the least recently used ones are forgotten. */
  prepare(sql: string): StatementSync {
    let statement = this.#statements.get(sql);
    if (statement !== undefined) return statement;
    statement = this.#db.prepare(sql);
    statement.setReturnArrays(true);
    if (this.#statements.size >= MAX_STATEMENTS) {
      const oldest = this.#statements.keys().next().value as string;
      this.#statements.delete(oldest);
    }
    this.#statements.set(sql, statement);
    return statement;
  }

  /** Runs SQL that is used rarely: definitions and pragmas. */
  exec(sql: string): void {
    this.#db.exec(sql);
  }

  /** True between BEGIN and COMMIT; false after SQLite itself rolled back (disk full, I/O error). */
  get isTransaction(): boolean {
    return this.#db.isTransaction;
  }

  /** Bytes of the file's pages, without the write-ahead log. */
  get sizeBytes(): number {
    return this.#pragma("page_count") * this.#pragma("page_size");
  }

  /** Writes the log back into the file and releases the lock. */
  close(): void {
    this.#statements.clear();
    try {
      this.#db.exec("PRAGMA wal_checkpoint(TRUNCATE)");
    } catch {
      // The log itself is durable; the next open reads it.
    } finally {
      this.#db.close();
    }
  }
}

/** True for errors that SQLite itself raised. */
export function isSqliteError(error: unknown): error is SqliteError {
  // Not `instanceof Error`: the error may come from another realm (Jest).
  return (error as SqliteError | undefined)?.code === "ERR_SQLITE_ERROR";
}

/** True when not the statement but the file, the disk or the memory is to blame. */
export function isFatal(error: SqliteError): boolean {
  return SQLITE_FATAL.has(error.errcode & 0xff);
}

/** True for a violated UNIQUE or PRIMARY KEY, which undoes only its own statement. */
export function isConstraintError(error: unknown): error is SqliteError {
  return isSqliteError(error) && (error.errcode & 0xff) === SQLITE_CONSTRAINT;
}
