import { mkdirSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import mongoose from "mongoose";
import { type Clock, systemClock } from "../time/clock.ts";
import { BulkWriteResult } from "./driver/bulk.ts";
import { EmbeddedCollection } from "./driver/collection.ts";
import { EmbeddedConnection } from "./driver/connection.ts";
import { StoreError } from "./errors.ts";
import { Engine, type EngineStats } from "./sqlite/engine.ts";
import { expireDocuments } from "./sqlite/expire.ts";
import type { FaultOptions } from "./sqlite/faults.ts";

/** How often TTL indexes are looked after, as in MongoDB. */
const EXPIRE_INTERVAL_MS = 60_000;

/** Which store to open. */
export interface StoreOptions {
  /** The service's name; the database is `<dataDir>/<name>.db` or `paywindow_<name>`. */
  name: string;
  /** Folder of the embedded store's file; without it a temporary folder that `close` removes. */
  dataDir?: string | undefined;
  /** A replica set or sharded cluster: MongoDB is used instead of the embedded store. */
  mongodbUri?: string | undefined;
  /** Fault mode of the embedded store, for tests. */
  faults?: FaultOptions | undefined;
  /** The clock behind `$currentDate` and TTL indexes of the embedded store. */
  clock?: Clock;
  /** After how long the embedded store aborts a transaction, in milliseconds; 60 000 as in MongoDB. */
  transactionLifetimeMs?: number;
}

/**
 * The database of one service. Models are made with `connection.model(name, schema)`.
 *
 * int64 (money): declare the path as `{ type: BigInt }` (`Schema.Types.BigInt`). It is stored as BSON int64 and read back as an exact JS bigint on both engines.
 */
export interface Store {
  readonly engine: "embedded" | "mongodb";
  readonly connection: mongoose.Connection;
  /**
   * Runs `work` in a transaction and returns its result once it is durable. `work` runs again after a write conflict, so it must have no effect
   * outside the store; operations inside it join the transaction with or without naming the session, and so does a transaction inside a transaction.
   */
  transaction<T>(work: (session: mongoose.ClientSession) => Promise<T>): Promise<T>;
  /** Resolves when the indexes of all models are built; rejects with the first that cannot be. */
  ready(): Promise<void>;
  /** Starts, changes or (undefined) ends the fault mode. Embedded store only. */
  faults(options: FaultOptions | undefined): void;
  /** Removes what TTL indexes let go by now; the number of documents. It happens by itself every minute, on MongoDB only by itself (0). */
  expire(): Promise<number>;
  /** Counters for metrics; empty for MongoDB, which has its own. */
  stats(): Partial<EngineStats>;
  /** Commits what is under way and releases the file, or the connections. */
  close(): Promise<void>;
}

/** Opens the database of a service. @throws StoreLockedError, StoreCorruptError for a file that cannot be used. */
export async function openStore(options: StoreOptions): Promise<Store> {
  if (!/^[a-z][a-z0-9_-]{0,40}$/.test(options.name))
    throw new TypeError(`A store name is lower case, not "${options.name}"`);
  return options.mongodbUri === undefined ? openEmbedded(options) : openMongodb(options, options.mongodbUri);
}

async function openEmbedded(options: StoreOptions): Promise<Store> {
  const temporaryDir = options.dataDir === undefined ? mkdtempSync(join(tmpdir(), "paywindow-store-")) : undefined;
  const dataDir = options.dataDir ?? (temporaryDir as string);
  makeFolder(dataDir);
  const path = join(dataDir, `${options.name}.db`);
  const engine = new Engine(options.name, path, options.clock ?? systemClock, options.transactionLifetimeMs);
  engine.setFaults(options.faults);
  const instance = newMongoose();
  instance.setDriver(EMBEDDED_DRIVER);
  const connection = await instance
    .createConnection("embedded://store", { embedded: engine } as mongoose.ConnectOptions)
    .asPromise();
  const expire = () => expireDocuments(engine, engine.clock.now());
  // A store that is being closed or is out of order says so to its callers, not here.
  const sweeper = setInterval(() => expire().catch(() => {}), EXPIRE_INTERVAL_MS);
  sweeper.unref();
  return {
    engine: "embedded",
    ...common(connection, {}),
    faults: (faults) => engine.setFaults(faults),
    expire,
    stats: () => engine.stats,
    close: async () => {
      clearInterval(sweeper);
      await connection.close();
      if (temporaryDir !== undefined) rmSync(temporaryDir, { recursive: true, force: true });
    },
  };
}

function makeFolder(path: string): void {
  try {
    mkdirSync(path, { recursive: true });
  } catch (error) {
    throw new StoreError(`PAYWINDOW_DATA: ${path} cannot be the data folder (${messageOf(error)})`, { cause: error });
  }
}

const messageOf = (error: unknown): string => (error instanceof Error ? error.message : String(error));

async function openMongodb(options: StoreOptions, uri: string): Promise<Store> {
  const connection = await connectMongodb(options, uri);
  return {
    engine: "mongodb",
    ...common(connection, { readConcern: { level: "snapshot" }, writeConcern: { w: "majority" } }),
    faults: (faults) => {
      if (faults !== undefined) throw new Error("The fault mode belongs to the embedded store");
    },
    expire: async () => 0,
    stats: () => ({}),
    close: async () => {
      await connection.close();
    },
  };
}

/** @throws StoreError, which does not repeat the address: it may hold a password. */
async function connectMongodb(options: StoreOptions, uri: string): Promise<mongoose.Connection> {
  try {
    return await newMongoose()
      .createConnection(uri, {
        dbName: `paywindow_${options.name}`,
        retryWrites: true,
        writeConcern: { w: "majority" },
        // What a failover could still take back is never read: an answer that was given must stay true.
        readConcern: { level: "majority" },
        useBigInt64: true,
        promoteLongs: true,
      })
      .asPromise();
  } catch (error) {
    throw new StoreError(`MONGODB_URI: ${messageOf(error)}`, { cause: error });
  }
}

const EMBEDDED_DRIVER = { Connection: EmbeddedConnection, Collection: EmbeddedCollection, BulkWriteResult };

/** A Mongoose of its own, so that both engines and any number of stores live in one process. */
function newMongoose(): mongoose.Mongoose {
  const instance = new mongoose.Mongoose();
  instance.set("transactionAsyncLocalStorage", true);
  instance.set("strictQuery", true);
  return instance;
}

function common(connection: mongoose.Connection, transactionOptions: mongoose.mongo.TransactionOptions) {
  return {
    connection,
    async transaction<T>(work: (session: mongoose.ClientSession) => Promise<T>): Promise<T> {
      const outer = sessionOf(connection);
      if (outer?.inTransaction()) return await work(outer);
      // Mongoose's types promise no result, but it hands on what the callback returned.
      return (await connection.transaction(work, transactionOptions)) as T;
    },
    async ready(): Promise<void> {
      await Promise.all(Object.values(connection.models).map((model) => model.init()));
    },
  };
}

/** The session whose transaction is running around the caller. Mongoose keeps it here, but its types do not say so. */
function sessionOf(connection: mongoose.Connection): mongoose.ClientSession | undefined {
  type Base = { transactionAsyncLocalStorage?: { getStore(): { session?: mongoose.ClientSession } | undefined } };
  return (connection as unknown as { base: Base }).base.transactionAsyncLocalStorage?.getStore()?.session;
}
