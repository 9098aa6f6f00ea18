import type { Doc } from "../query/value.ts";
import { noSuchTransactionError, writeConflictError } from "../server-errors.ts";
import type { Lock, LockOwner, LockTable } from "./locks.ts";
import type { Row } from "./read.ts";
import type { RecentKeys } from "./recent-keys.ts";
import type { StoredDoc } from "./stored-doc.ts";
import type { Table } from "./table.ts";
import type { Index } from "./table-index.ts";

/** What a transaction will do to one document. */
export interface PendingWrite {
  id: Buffer;
  /** The committed document that it replaces, null when it is new. */
  before: Doc | null;
  /** The document after the transaction, null when it is deleted. */
  after: StoredDoc | null;
}

/** The pending writes of one table by document key. */
type Overlay = Map<string, PendingWrite>;

/**
 * A transaction keeps its writes to itself until it commits, so nobody else ever reads them, and several transactions run side by side.
 * What it promises:
 * - Atomic and durable: all writes are applied in one go, and the commit is answered after the fsync.
 * - Reads see committed data and its own writes (read committed; two reads of one document may differ if another commits between).
 * - No lost update: a written document and a taken unique key stay locked to the end, and a document that was read earlier in the transaction
 *   and changed by another meanwhile may not be written: MongoDB's WriteConflict, TransientTransactionError, the whole transaction runs again.
 * - A document or unique key that another committed after the transaction began is a WriteConflict when it is written or collides here, as in MongoDB;
 *   one that was there before is a duplicate key error.
 * - No deadlock: a circle of waiting transactions ends with a WriteConflict for the one that would close it.
 */
export class Transaction implements LockOwner {
  readonly locks = new Set<Lock>();
  readonly waitsFor = new Set<Lock>();
  readonly #table: LockTable;
  readonly #recent: RecentKeys;
  /** Keys noted after this moment are younger than the transaction. */
  readonly #startMoment: number;
  readonly #overlays = new Map<Table, Overlay>();
  /** The bytes of every document that it has read, to notice a change before a write. */
  readonly #reads = new Map<Table, Map<string, Uint8Array>>();
  /** Unique keys that its pending documents hold, with the document's key. */
  readonly #uniqueKeys = new Map<string, string>();
  #ended: Error | "committed" | undefined;
  #operations = 0;
  readonly #failsAfter: number | undefined;
  /** When it began, in milliseconds of a monotonic clock. */
  readonly startedAt: number;

  constructor(locks: LockTable, recent: RecentKeys, startedAt: number, failsAfter: number | undefined) {
    this.#table = locks;
    this.#recent = recent;
    this.#startMoment = recent.moment;
    this.startedAt = startedAt;
    this.#failsAfter = failsAfter;
  }

  /** Pending writes per table, for the commit. */
  get overlays(): ReadonlyMap<Table, ReadonlyMap<string, PendingWrite>> {
    return this.#overlays;
  }

  /** The moment at which it began, in terms of RecentKeys. */
  get startMoment(): number {
    return this.#startMoment;
  }

  get isActive(): boolean {
    return this.#ended === undefined;
  }

  get isCommitted(): boolean {
    return this.#ended === "committed";
  }

  /** Counts one operation, or the commit. @throws when the transaction is over, or when the fault mode ends it here. */
  step(): void {
    if (this.#ended === "committed") throw noSuchTransactionError("it has been committed", false);
    if (this.#ended !== undefined) throw this.#ended;
    if (this.#failsAfter !== undefined && this.#operations >= this.#failsAfter) this.failByFault();
    this.#operations++;
  }

  /** @throws the injected failure when one was drawn for this transaction. */
  failByFault(): void {
    if (this.#failsAfter !== undefined) throw writeConflictError("injected by the fault mode");
  }

  /** Forgets everything; later operations fail with `reason`. */
  abort(reason: Error): void {
    if (this.#ended !== undefined) return;
    this.#ended = reason;
    this.#release();
  }

  /** Called when its writes have been applied. */
  finish(): void {
    this.#ended = "committed";
    this.#release();
  }

  #release(): void {
    this.#overlays.clear();
    this.#reads.clear();
    this.#uniqueKeys.clear();
    this.#table.releaseAll(this);
  }

  /** Pending writes to one table, undefined when there are none. */
  overlayOf(table: Table): ReadonlyMap<string, PendingWrite> | undefined {
    return this.#overlays.get(table);
  }

  /** Remembers what a document was when it was read. */
  noteRead(table: Table, key: string, bytes: Uint8Array): void {
    let reads = this.#reads.get(table);
    if (reads === undefined) {
      reads = new Map();
      this.#reads.set(table, reads);
    }
    if (!reads.has(key)) reads.set(key, bytes);
  }

  /** The documents of a table as they were when they were first read here, by key. */
  readsOf(table: Table): Iterable<readonly [string, Uint8Array]> {
    return this.#reads.get(table) ?? [];
  }

  /**
   * Records a write. @throws Blocked when another transaction has written the document, WriteConflict when it changed since it was read here.
   * `before` is what this operation has just read, undefined where there is no such document.
   */
  write(table: Table, id: Buffer, before: Row | undefined, after: StoredDoc | null): void {
    const key = id.toString("latin1");
    this.#table.acquire(documentLock(table, key), this);
    let overlay = this.#overlays.get(table);
    if (overlay === undefined) {
      overlay = new Map();
      this.#overlays.set(table, overlay);
    }
    const pending = overlay.get(key);
    if (pending !== undefined) {
      pending.after = after;
      return;
    }
    const read = this.#reads.get(table)?.get(key);
    if (read !== undefined && (before === undefined || Buffer.compare(read, before.bytes) !== 0)) {
      throw writeConflictError("a document changed after the transaction had read it");
    }
    this.assertOlder(documentLock(table, key));
    overlay.set(key, { id, before: before?.doc ?? null, after });
  }

  /** @throws WriteConflict for a key that came into the file after this transaction began, which MongoDB's would not even see. */
  assertOlder(key: string): void {
    if (this.#recent.isYoungerThan(key, this.#startMoment)) {
      throw writeConflictError("another wrote this key after the transaction had begun");
    }
  }

  /** The key of the pending document that holds a unique key of this transaction. */
  holderOf(uniqueKey: string): string | undefined {
    return this.#uniqueKeys.get(uniqueKey);
  }

  /** Takes a unique key for a pending document. @throws Blocked when another transaction has taken it. */
  takeUnique(uniqueKey: string, documentKey: string): void {
    this.#table.acquire(uniqueKey, this);
    this.#uniqueKeys.set(uniqueKey, documentKey);
  }

  /** Gives a unique key up inside the transaction; nobody else gets it before the end. */
  dropUnique(uniqueKey: string): void {
    this.#uniqueKeys.delete(uniqueKey);
  }
}

/** Name of the lock on a document. */
export function documentLock(table: Table, key: string): string {
  return `${table.id}:${key}`;
}

/** Name of the lock on a key of a unique index, undefined when the document is not in the index. */
export function uniqueLock(index: Index, keys: (Buffer | null)[]): string | undefined {
  if (keys[0] === null) return undefined;
  return `u${index.id}:${keys.map((key) => `${key?.length}:${key?.toString("latin1")}`).join("")}`;
}
