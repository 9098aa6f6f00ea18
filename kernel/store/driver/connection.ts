import { mongo } from "mongoose";
import { StoreError, UnsupportedFeatureError } from "../errors.ts";
import type { Engine } from "../sqlite/engine.ts";
import type { EmbeddedCollection } from "./collection.ts";
import { dropCollection } from "./collection-indexes.ts";
import { BaseConnection } from "./mongoose-base.ts";
import { ClientSession } from "./session.ts";

/** Mongoose's connection state. */
const CONNECTING = 2;

/** A Mongoose connection to one embedded store. */
export class EmbeddedConnection extends BaseConnection {
  #engine: Engine | undefined;

  /** Called by Mongoose's openUri; `openStore` passes the engine inside the options of `createConnection`. */
  async createClient(_uri: string, options: { embedded?: Engine }): Promise<this> {
    const engine = options?.embedded;
    if (engine === undefined) throw new StoreError("An embedded connection is opened by openStore");
    this.readyState = CONNECTING;
    this.#engine = engine;
    this.name = engine.name;
    this.client = new EmbeddedClient(engine);
    this.db = new EmbeddedDb(this, engine);
    this.onOpen();
    return this;
  }

  /** The engine for an operation. @throws StoreError when the connection is not open. */
  openEngine(): Engine {
    if (this.#engine === undefined) throw new StoreError("The store is not open");
    return this.#engine;
  }

  async doClose(): Promise<this> {
    this.#engine?.close();
    return this;
  }

  useDb(): never {
    throw new UnsupportedFeatureError("useDb", "a store is one database");
  }
}

/** What Mongoose expects of a MongoClient. */
class EmbeddedClient {
  readonly #engine: Engine;

  constructor(engine: Engine) {
    this.#engine = engine;
  }

  startSession(): ClientSession {
    return new ClientSession(this.#engine);
  }

  async withSession<T>(work: (session: ClientSession) => Promise<T>): Promise<T> {
    await using session = this.startSession();
    return await work(session);
  }

  bulkWrite(): never {
    throw new UnsupportedFeatureError("bulk writes over several collections");
  }
}

/** What Mongoose expects of a Db. */
class EmbeddedDb {
  readonly #connection: EmbeddedConnection;
  readonly #engine: Engine;

  constructor(connection: EmbeddedConnection, engine: Engine) {
    this.#connection = connection;
    this.#engine = engine;
  }

  get databaseName(): string {
    return this.#engine.name;
  }

  collection(name: string): EmbeddedCollection {
    return (this.#connection as unknown as { collection(name: string): EmbeddedCollection }).collection(name);
  }

  /** @throws MongoServerError 48 when it exists, UnsupportedFeatureError for capped, time series, collated … collections. */
  async createCollection(name: string, options: Record<string, unknown> = {}): Promise<EmbeddedCollection> {
    for (const option of [
      "capped",
      "timeseries",
      "collation",
      "clusteredIndex",
      "viewOn",
      "validator",
      "expireAfterSeconds",
    ]) {
      if (options[option]) throw new UnsupportedFeatureError(`the collection option ${option}`);
    }
    if (this.#engine.collections.tables.has(name)) {
      const message = `Collection ${this.#engine.name}.${name} already exists.`;
      throw new mongo.MongoServerError({ message, code: 48, codeName: "NamespaceExists" });
    }
    this.#engine.collections.createTable(name);
    return this.collection(name);
  }

  listCollections(): { toArray(): Promise<{ name: string; type: string }[]> } {
    return {
      toArray: async () => [...this.#engine.collections.tables.keys()].map((name) => ({ name, type: "collection" })),
    };
  }

  async dropCollection(name: string): Promise<boolean> {
    return dropCollection(this.#engine.collections, name);
  }

  async dropDatabase(): Promise<boolean> {
    for (const table of [...this.#engine.collections.tables.values()]) this.#engine.collections.dropTable(table);
    return true;
  }

  watch(): never {
    throw new UnsupportedFeatureError("change streams");
  }

  aggregate(): never {
    throw new UnsupportedFeatureError("aggregations over a database");
  }
}
