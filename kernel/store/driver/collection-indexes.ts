import { mongo } from "mongoose";
import { valuesEqual } from "../query/compare.ts";
import type { Doc } from "../query/value.ts";
import type { Collections } from "../sqlite/collections.ts";
import { type IndexDefinition, parseIndexDefinition } from "../sqlite/index-definition.ts";
import type { Options } from "./options.ts";

/** Makes an index unless it is there; returns its name. @throws MongoServerError 86 when one of that name is different. */
export function createIndex(collections: Collections, collection: string, keys: unknown, options: Options): string {
  const definition = parseIndexDefinition(keys, options);
  const table = collections.table(collection);
  const existing = table.indexes.find((index) => index.definition.name === definition.name);
  if (existing === undefined) collections.createIndex(table, definition);
  else if (!valuesEqual(comparable(existing.definition), comparable(definition))) throw indexConflict(definition.name);
  return definition.name;
}

/** The indexes as MongoDB lists them, `_id_` first. */
export function listIndexes(collections: Collections, collection: string): Doc[] {
  const id: Doc = { v: 2, key: { _id: 1 }, name: "_id_" };
  return [id, ...collections.table(collection).indexes.map(({ definition }) => ({ v: 2, ...comparable(definition) }))];
}

/** @throws MongoServerError 27 when there is none of that name. */
export function dropIndex(collections: Collections, collection: string, name: string): void {
  const table = collections.table(collection);
  const index = table.indexes.find(({ definition }) => definition.name === name);
  if (index === undefined) throw indexNotFound(name);
  collections.dropIndex(table, index);
}

/** Drops every index but that of `_id`. */
export function dropIndexes(collections: Collections, collection: string): boolean {
  const table = collections.table(collection);
  for (const index of [...table.indexes]) collections.dropIndex(table, index);
  return true;
}

/** Drops a collection with its documents and indexes; false when there is none. */
export function dropCollection(collections: Collections, collection: string): boolean {
  const table = collections.tables.get(collection);
  if (table !== undefined) collections.dropTable(table);
  return table !== undefined;
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
