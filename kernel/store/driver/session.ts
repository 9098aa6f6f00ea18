import { randomInt } from "node:crypto";
import { EventEmitter } from "node:events";
import { mongo } from "mongoose";
import { BSON } from "../bson.ts";
import type { Engine } from "../sqlite/engine.ts";
import type { Transaction } from "../sqlite/transaction.ts";

/** The driver's own limit for running a transaction again and again. */
const RETRY_LIMIT_MS = 120_000;
/** How often a commit of unknown result is tried again before the caller is told. */
const MAX_COMMIT_ATTEMPTS = 10;
const BACKOFF_FIRST_MS = 5;
const BACKOFF_MAX_MS = 500;

type State = "NO_TRANSACTION" | "TRANSACTION_IN_PROGRESS" | "TRANSACTION_COMMITTED" | "TRANSACTION_ABORTED";

/**
 * A session of the embedded store with the methods, states and retry rules of the MongoDB driver's ClientSession
 * (https://github.com/mongodb/specifications/blob/master/source/transactions-convenient-api). Mongoose tells sessions by this class name.
 */
export class ClientSession extends EventEmitter {
  /** Mongoose tracks documents only in sessions that have this. */
  readonly transaction: { state: State; isActive: boolean } = { state: "NO_TRANSACTION", isActive: false };
  hasEnded = false;
  readonly #engine: Engine;
  #current: Transaction | null = null;
  #id: unknown;

  constructor(engine: Engine) {
    super();
    this.#engine = engine;
  }

  get id(): { id: unknown } {
    this.#id ??= new BSON.UUID();
    return { id: this.#id };
  }

  /** The running transaction for an operation on `engine`. */
  transactionOn(engine: Engine): Transaction | null {
    if (engine !== this.#engine) throw new mongo.MongoInvalidArgumentError("The session belongs to another store");
    if (this.hasEnded) throw new mongo.MongoExpiredSessionError();
    return this.transaction.state === "TRANSACTION_IN_PROGRESS" ? this.#current : null;
  }

  inTransaction(): boolean {
    return this.transaction.state === "TRANSACTION_IN_PROGRESS";
  }

  startTransaction(): void {
    if (this.hasEnded) throw new mongo.MongoExpiredSessionError();
    if (this.inTransaction()) throw new mongo.MongoTransactionError("Transaction already in progress");
    this.#current = this.#engine.begin();
    this.#enter("TRANSACTION_IN_PROGRESS");
  }

  #enter(state: State): void {
    this.transaction.state = state;
    this.transaction.isActive = state === "TRANSACTION_IN_PROGRESS";
  }

  /** Commits; committing again after UnknownTransactionCommitResult is safe and answers the same. */
  async commitTransaction(): Promise<void> {
    const transaction = this.#current;
    if (transaction === null) throw new mongo.MongoTransactionError("No transaction started");
    if (this.transaction.state === "TRANSACTION_ABORTED") {
      throw new mongo.MongoTransactionError("Cannot call commitTransaction after calling abortTransaction");
    }
    this.#enter("TRANSACTION_COMMITTED");
    if (transaction.isCommitted) this.#engine.loseCommitAnswer();
    else await this.#engine.commit(transaction);
  }

  async abortTransaction(): Promise<void> {
    if (this.#current === null) throw new mongo.MongoTransactionError("No transaction started");
    if (this.transaction.state === "TRANSACTION_COMMITTED") {
      throw new mongo.MongoTransactionError("Cannot call abortTransaction after calling commitTransaction");
    }
    this.#engine.abort(this.#current);
    this.#enter("TRANSACTION_ABORTED");
  }

  /**
   * Runs `work` in a transaction: all of it again on TransientTransactionError, the commit again on UnknownTransactionCommitResult, for at most 120 s.
   * `work` may therefore run more than once.
   */
  async withTransaction<T>(work: (session: ClientSession) => Promise<T>): Promise<T> {
    const deadline = performance.now() + RETRY_LIMIT_MS;
    for (let attempt = 0; ; attempt++) {
      if (attempt > 0) await pause(attempt);
      this.startTransaction();
      try {
        const result = await work(this);
        if (this.inTransaction()) await this.#commitSurely(deadline);
        return result;
      } catch (error) {
        if (this.inTransaction()) await this.abortTransaction();
        if (!hasLabel(error, "TransientTransactionError") || performance.now() > deadline) throw error;
      }
    }
  }

  async #commitSurely(deadline: number): Promise<void> {
    for (let attempt = 1; ; attempt++) {
      try {
        return await this.commitTransaction();
      } catch (error) {
        const mayRetry = attempt < MAX_COMMIT_ATTEMPTS && performance.now() < deadline;
        if (!mayRetry || !hasLabel(error, "UnknownTransactionCommitResult")) throw error;
      }
    }
  }

  async endSession(): Promise<void> {
    if (this.hasEnded) return;
    if (this.inTransaction()) await this.abortTransaction();
    this.hasEnded = true;
    this.emit("ended", this);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.endSession();
  }
}

function hasLabel(error: unknown, label: string): boolean {
  return error instanceof mongo.MongoError && error.hasErrorLabel(label);
}

/** Full jitter, growing: the losers of a conflict should not meet again at once. */
function pause(attempt: number): Promise<void> {
  const longest = Math.min(BACKOFF_FIRST_MS * 1.5 ** attempt, BACKOFF_MAX_MS);
  return new Promise((resolve) => setTimeout(resolve, randomInt(Math.ceil(longest) + 1)));
}
