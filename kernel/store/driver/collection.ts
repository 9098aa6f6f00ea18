import { mongo } from "mongoose";
import { UnsupportedFeatureError } from "../errors.ts";
import type { Doc } from "../query/value.ts";
import type { Engine } from "../sqlite/engine.ts";
import { count } from "../sqlite/explain.ts";
import { aggregate, explainAggregate } from "./aggregate.ts";
import { bulkWrite } from "./bulk.ts";
import { createIndex, dropCollection, dropIndex, dropIndexes, listIndexes } from "./collection-indexes.ts";
import type { EmbeddedConnection } from "./connection.ts";
import { EmbeddedCursor } from "./cursor.ts";
import { distinctValues } from "./distinct.ts";
import { FindCursor } from "./find-cursor.ts";
import { BaseCollection } from "./mongoose-base.ts";
import {
  type Change,
  changeOf,
  deleteDocuments,
  findAndChange,
  findAndDelete,
  findDocuments,
  insertDocument,
  type Place,
  shapeFound,
  updateDocuments,
} from "./operations.ts";
import { type Options, queryOf, refuseUnsupported, transactionOf } from "./options.ts";

/** A collection of the embedded store with the methods of the MongoDB driver's Collection that Mongoose calls. */
export class EmbeddedCollection extends BaseCollection {
  declare conn: EmbeddedConnection;
  /** Model.init waits until this is there. */
  declare collection: EmbeddedCollection | null;
  declare modelName: string | undefined;

  override onOpen(): void {
    this.collection = this;
    super.onOpen();
  }

  #engine(): Engine {
    return this.conn.openEngine();
  }

  #place(options: Options): Place {
    refuseUnsupported(options);
    const engine = this.#engine();
    return { engine, table: engine.collections.table(this.name), transaction: transactionOf(engine, options) };
  }

  /** Runs one operation, in the transaction of the options' session if there is one. */
  #run<T>(options: Options, work: (place: Place) => T): Promise<T> {
    const place = this.#place(options);
    return place.engine.execute(place.transaction, () => work(place));
  }

  find(filter?: unknown, options?: Options): FindCursor {
    return new FindCursor(this.#place(options), filter, options);
  }

  async findOne(filter?: unknown, options?: Options): Promise<Doc | null> {
    const query = queryOf(filter, options);
    query.limit = 1;
    const projection = options?.["projection"] as Doc | undefined;
    const found = await this.#run(options, (place) => findDocuments(place, query, projection));
    return found[0] ?? null;
  }

  async countDocuments(filter?: unknown, options?: Options): Promise<number> {
    const query = queryOf(filter, options);
    return this.#run(options, (place) => count(place.table, place.transaction, query));
  }

  async estimatedDocumentCount(options?: Options): Promise<number> {
    return this.countDocuments({}, options);
  }

  async distinct(path: string, filter?: unknown, options?: Options): Promise<unknown[]> {
    const query = queryOf(filter, options);
    return this.#run(options, (place) => distinctValues(findDocuments(place, query, undefined), path));
  }

  aggregate(pipeline: Doc[], options?: Options): EmbeddedCursor {
    const place = this.#place(options);
    return new EmbeddedCursor({
      load: () => place.engine.execute(place.transaction, () => aggregate(place, pipeline, options)),
      explain: () => explainAggregate(place, pipeline, options),
    });
  }

  async insertOne(document: Doc, options?: Options): Promise<Doc> {
    const insertedId = await this.#run(options, (place) => insertDocument(place, document));
    return { acknowledged: true, insertedId };
  }

  async insertMany(documents: Doc[], options?: Options): Promise<Doc> {
    const result = await this.bulkWrite(
      documents.map((document) => ({ insertOne: { document } })),
      options,
    );
    return { acknowledged: true, insertedCount: result.insertedCount, insertedIds: result.insertedIds };
  }

  async bulkWrite(operations: Doc[], options?: Options): Promise<mongo.BulkWriteResult> {
    if (operations.length === 0)
      throw new mongo.MongoInvalidArgumentError("Invalid BulkOperation, Batch cannot be empty");
    return bulkWrite(this.#place(options), operations, options);
  }

  async updateOne(filter: unknown, update: unknown, options?: Options): Promise<Doc> {
    return this.#update(filter, changeOf(update, options, false), options, false);
  }

  async updateMany(filter: unknown, update: unknown, options?: Options): Promise<Doc> {
    return this.#update(filter, changeOf(update, options, false), options, true);
  }

  async replaceOne(filter: unknown, replacement: unknown, options?: Options): Promise<Doc> {
    return this.#update(filter, changeOf(replacement, options, true), options, false);
  }

  async #update(filter: unknown, change: Change, options: Options, many: boolean): Promise<Doc> {
    const query = queryOf(filter, options);
    const counts = await this.#run(options, (place) => updateDocuments(place, query, change, many));
    return { acknowledged: true, ...counts, upsertedCount: counts.upsertedId === null ? 0 : 1 };
  }

  async deleteOne(filter: unknown, options?: Options): Promise<Doc> {
    return this.#remove(filter, options, false);
  }

  async deleteMany(filter: unknown, options?: Options): Promise<Doc> {
    return this.#remove(filter, options, true);
  }

  async #remove(filter: unknown, options: Options, many: boolean): Promise<Doc> {
    const query = queryOf(filter, options);
    const deletedCount = await this.#run(options, (place) => deleteDocuments(place, query, many));
    return { acknowledged: true, deletedCount };
  }

  async findOneAndUpdate(filter: unknown, update: unknown, options?: Options): Promise<Doc | null> {
    return this.#findAndChange(filter, changeOf(update, options, false), options);
  }

  async findOneAndReplace(filter: unknown, replacement: unknown, options?: Options): Promise<Doc | null> {
    return this.#findAndChange(filter, changeOf(replacement, options, true), options);
  }

  async #findAndChange(filter: unknown, change: Change, options: Options): Promise<Doc | null> {
    const query = queryOf(filter, options);
    const returnsAfter = options?.["returnDocument"] === "after";
    const found = await this.#run(options, (place) => findAndChange(place, query, change, returnsAfter));
    return shapeFound(found, options);
  }

  async findOneAndDelete(filter: unknown, options?: Options): Promise<Doc | null> {
    const query = queryOf(filter, options);
    const value = await this.#run(options, (place) => findAndDelete(place, query));
    return shapeFound({ value, updatedExisting: false, upsertedId: null }, options);
  }

  async createIndex(keys: unknown, options?: Options): Promise<string> {
    return createIndex(this.#engine().collections, this.name, keys, options);
  }

  async createIndexes(specifications: { key: unknown }[], options?: Options): Promise<string[]> {
    const names: string[] = [];
    for (const { key, ...own } of specifications) names.push(await this.createIndex(key, { ...options, ...own }));
    return names;
  }

  listIndexes(): EmbeddedCursor {
    return new EmbeddedCursor({ load: () => this.indexes(), explain: () => ({}) });
  }

  async indexes(): Promise<Doc[]> {
    return listIndexes(this.#engine().collections, this.name);
  }

  async dropIndex(name: string): Promise<Doc> {
    dropIndex(this.#engine().collections, this.name, name);
    return { ok: 1 };
  }

  async dropIndexes(): Promise<boolean> {
    return dropIndexes(this.#engine().collections, this.name);
  }

  async drop(): Promise<boolean> {
    return dropCollection(this.#engine().collections, this.name);
  }

  watch(): never {
    throw new UnsupportedFeatureError("change streams");
  }
}
