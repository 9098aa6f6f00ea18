import mongoose, { mongo } from "mongoose";
import { UnsupportedFeatureError } from "../errors.ts";
import { valuesEqual } from "../query/compare.ts";
import { project as cut } from "../query/project.ts";
import type { Doc } from "../query/value.ts";
import type { Engine } from "../sqlite/engine.ts";
import { type IndexDefinition, parseIndexDefinition } from "../sqlite/index-definition.ts";
import { count } from "../sqlite/read.ts";
import { aggregate, explainAggregate } from "./aggregate.ts";
import { bulkWrite } from "./bulk.ts";
import type { EmbeddedConnection } from "./connection.ts";
import { EmbeddedCursor } from "./cursor.ts";
import { distinctValues } from "./distinct.ts";
import { FindCursor } from "./find-cursor.ts";
import {
  type Change,
  changeOf,
  deleteDocuments,
  type FoundAndChanged,
  findAndChange,
  findAndDelete,
  findDocuments,
  insertDocument,
  isEmpty,
  type Place,
  updateDocuments,
} from "./operations.ts";
import { type Options, queryOf, refuseUnsupported, transactionOf } from "./options.ts";

/** Mongoose's abstract collection, which queues calls until the connection is open. Its types do not say that it can be extended. */
interface BaseCollectionInstance {
  name: string;
  conn: EmbeddedConnection;
}
const BaseCollection = (mongoose as unknown as { BaseCollection: new (...args: unknown[]) => BaseCollectionInstance })
  .BaseCollection;

/** A collection of the embedded store with the methods of the MongoDB driver's Collection that Mongoose calls. */
export class EmbeddedCollection extends BaseCollection {
  /** Model.init waits until this is there. */
  declare collection: EmbeddedCollection | null;
  declare modelName: string | undefined;

  onOpen(): void {
    this.collection = this;
    (BaseCollection.prototype as unknown as { onOpen(): void }).onOpen.call(this);
  }

  #engine(): Engine {
    return this.conn.openEngine();
  }

  #place(options: Options): Place {
    refuseUnsupported(options);
    const engine = this.#engine();
    return { engine, table: engine.table(this.name), transaction: transactionOf(engine, options) };
  }

  // --- reading ---

  find(filter?: unknown, options?: Options): FindCursor {
    return new FindCursor(this.#place(options), filter, options);
  }

  async findOne(filter?: unknown, options?: Options): Promise<Doc | null> {
    const place = this.#place(options);
    const query = queryOf(filter, options);
    query.limit = 1;
    const projection = options?.["projection"] as Doc | undefined;
    const found = await place.engine.execute(place.transaction, () => findDocuments(place, query, projection));
    return found[0] ?? null;
  }

  async countDocuments(filter?: unknown, options?: Options): Promise<number> {
    const place = this.#place(options);
    const query = queryOf(filter, options);
    return place.engine.execute(place.transaction, () => count(place.table, place.transaction, query));
  }

  async estimatedDocumentCount(options?: Options): Promise<number> {
    return this.countDocuments({}, options);
  }

  async distinct(path: string, filter?: unknown, options?: Options): Promise<unknown[]> {
    const place = this.#place(options);
    const query = queryOf(filter, options);
    return place.engine.execute(place.transaction, () => distinctValues(findDocuments(place, query, undefined), path));
  }

  aggregate(pipeline: Doc[], options?: Options): EmbeddedCursor {
    const place = this.#place(options);
    return new EmbeddedCursor({
      load: () => place.engine.execute(place.transaction, () => aggregate(place, pipeline, options)),
      explain: () => explainAggregate(place, pipeline, options),
    });
  }

  // --- writing ---

  async insertOne(document: Doc, options?: Options): Promise<Doc> {
    const place = this.#place(options);
    const insertedId = await place.engine.execute(place.transaction, () => insertDocument(place, document));
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
    const place = this.#place(options);
    const query = queryOf(filter, options);
    const counts = await place.engine.execute(place.transaction, () => updateDocuments(place, query, change, many));
    return { acknowledged: true, ...counts, upsertedCount: counts.upsertedId === null ? 0 : 1 };
  }

  async deleteOne(filter: unknown, options?: Options): Promise<Doc> {
    return this.#remove(filter, options, false);
  }

  async deleteMany(filter: unknown, options?: Options): Promise<Doc> {
    return this.#remove(filter, options, true);
  }

  async #remove(filter: unknown, options: Options, many: boolean): Promise<Doc> {
    const place = this.#place(options);
    const query = queryOf(filter, options);
    const deletedCount = await place.engine.execute(place.transaction, () => deleteDocuments(place, query, many));
    return { acknowledged: true, deletedCount };
  }

  async findOneAndUpdate(filter: unknown, update: unknown, options?: Options): Promise<Doc | null> {
    return this.#findAndChange(filter, changeOf(update, options, false), options);
  }

  async findOneAndReplace(filter: unknown, replacement: unknown, options?: Options): Promise<Doc | null> {
    return this.#findAndChange(filter, changeOf(replacement, options, true), options);
  }

  async #findAndChange(filter: unknown, change: Change, options: Options): Promise<Doc | null> {
    const place = this.#place(options);
    const query = queryOf(filter, options);
    const returnsAfter = options?.["returnDocument"] === "after";
    const found = await place.engine.execute(place.transaction, () =>
      findAndChange(place, query, change, returnsAfter),
    );
    return shapeFound(found, options);
  }

  async findOneAndDelete(filter: unknown, options?: Options): Promise<Doc | null> {
    const place = this.#place(options);
    const query = queryOf(filter, options);
    const value = await place.engine.execute(place.transaction, () => findAndDelete(place, query));
    return shapeFound({ value, updatedExisting: false, upsertedId: null }, options);
  }

  // --- indexes and the collection itself ---

  async createIndex(keys: unknown, options?: Options): Promise<string> {
    const definition = parseIndexDefinition(keys, options);
    const engine = this.#engine();
    const table = engine.table(this.name);
    const existing = table.indexes.find((index) => index.definition.name === definition.name);
    if (existing === undefined) engine.createIndex(table, definition);
    else if (!valuesEqual(comparable(existing.definition), comparable(definition)))
      throw indexConflict(definition.name);
    return definition.name;
  }

  async createIndexes(specifications: { key: unknown }[], options?: Options): Promise<string[]> {
    const names: string[] = [];
    for (const { key, ...own } of specifications) names.push(await this.createIndex(key, { ...options, ...own }));
    return names;
  }

  listIndexes(): EmbeddedCursor {
    const load = async () => this.indexes();
    return new EmbeddedCursor({ load, explain: () => ({}) });
  }

  async indexes(): Promise<Doc[]> {
    const table = this.#engine().table(this.name);
    const id: Doc = { v: 2, key: { _id: 1 }, name: "_id_" };
    return [id, ...table.indexes.map(({ definition }) => ({ v: 2, ...comparable(definition) }))];
  }

  async dropIndex(name: string): Promise<Doc> {
    const engine = this.#engine();
    const table = engine.table(this.name);
    const index = table.indexes.find(({ definition }) => definition.name === name);
    if (index === undefined) throw indexNotFound(name);
    engine.dropIndex(table, index);
    return { ok: 1 };
  }

  async dropIndexes(): Promise<boolean> {
    const engine = this.#engine();
    const table = engine.table(this.name);
    for (const index of [...table.indexes]) engine.dropIndex(table, index);
    return true;
  }

  async drop(): Promise<boolean> {
    const engine = this.#engine();
    const table = engine.tables.get(this.name);
    if (table !== undefined) engine.dropTable(table);
    return table !== undefined;
  }

  watch(): never {
    throw new UnsupportedFeatureError("change streams");
  }
}

function shapeFound(found: FoundAndChanged, options: Options): Doc | null {
  const projection = options?.["projection"] as Doc | undefined;
  const value =
    found.value === null || projection === undefined || isEmpty(projection)
      ? found.value
      : cut(found.value, projection);
  if (options?.["includeResultMetadata"] !== true) return value;
  const { updatedExisting, upsertedId } = found;
  const n = value === null && upsertedId === null && !updatedExisting ? 0 : 1;
  const lastErrorObject = { n, updatedExisting, ...(upsertedId === null ? {} : { upserted: upsertedId }) };
  return { lastErrorObject, value, ok: 1 };
}

/** An index as `listIndexes` shows it, without the options that are off. */
function comparable(definition: IndexDefinition): Doc {
  const { key, name, unique, sparse, partialFilterExpression, expireAfterSeconds } = definition;
  return {
    key: Object.fromEntries(key),
    name,
    ...(unique ? { unique } : {}),
    ...(sparse ? { sparse } : {}),
    ...(partialFilterExpression === undefined ? {} : { partialFilterExpression }),
    ...(expireAfterSeconds === undefined ? {} : { expireAfterSeconds }),
  };
}

function indexConflict(name: string): Error {
  const message = `An index named ${name} exists with different options; drop it first`;
  return new mongo.MongoServerError({ message, code: 86, codeName: "IndexKeySpecsConflict" });
}

function indexNotFound(name: string): Error {
  return new mongo.MongoServerError({
    message: `index not found with name [${name}]`,
    code: 27,
    codeName: "IndexNotFound",
  });
}
