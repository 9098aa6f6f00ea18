import { mongo } from "mongoose";
import { normalise } from "../bson.ts";
import { UnsupportedFeatureError } from "../errors.ts";
import { compileFilter } from "../query/match.ts";
import type { Doc } from "../query/value.ts";

/** What `createIndex` was asked for, as it is kept in the file. */
export interface IndexDefinition {
  name: string;
  /** Paths in order with their directions. */
  key: [path: string, direction: 1 | -1][];
  unique: boolean;
  sparse: boolean;
  partialFilterExpression?: Doc;
  /** TTL: documents go this long after the date at the (single) path. */
  expireAfterSeconds?: number;
}

const KNOWN_OPTIONS = new Set([
  "name",
  "unique",
  "sparse",
  "partialFilterExpression",
  "expireAfterSeconds",
  // Without effect here, or on any MongoDB of today:
  "background",
  "session",
  "v",
  "ns",
  "maxTimeMS",
  "writeConcern",
  "commitQuorum",
]);

/** Reads the arguments of `createIndex`. @throws UnsupportedFeatureError for text, geo, hashed, wildcard and collated indexes. */
export function parseIndexDefinition(keys: unknown, options: Doc = {}): IndexDefinition {
  const key = parseKeys(keys);
  for (const option of Object.keys(options)) {
    if (KNOWN_OPTIONS.has(option) || options[option] === undefined || options[option] === null) continue;
    if (option === "hidden" && options[option] === false) continue;
    throw new UnsupportedFeatureError(`the index option ${option}`);
  }
  const definition: IndexDefinition = {
    name: typeof options.name === "string" ? options.name : key.map(([path, order]) => `${path}_${order}`).join("_"),
    key,
    unique: options.unique === true,
    sparse: options.sparse === true,
  };
  if (options.partialFilterExpression != null) {
    definition.partialFilterExpression = normalise(options.partialFilterExpression) as Doc;
    compileFilter(definition.partialFilterExpression);
  }
  if (options.expireAfterSeconds != null) {
    if (key.length !== 1) throw badIndex("TTL indexes are single-field indexes");
    definition.expireAfterSeconds = Number(options.expireAfterSeconds);
  }
  return definition;
}

function parseKeys(keys: unknown): [string, 1 | -1][] {
  if (typeof keys === "string") return [[keys, 1]];
  const entries: [string, unknown][] = keys instanceof Map ? [...keys] : pairsOf(keys);
  if (entries.length === 0) throw badIndex("an index needs at least one field");
  return entries.map(([path, order]) => {
    const direction = Number(order);
    if (typeof order === "string" && Number.isNaN(direction)) throw new UnsupportedFeatureError(`${order} indexes`);
    if (path.includes("$")) throw new UnsupportedFeatureError("wildcard indexes");
    if (direction !== 1 && direction !== -1) throw badIndex(`direction of ${path} must be 1 or -1`);
    return [path, direction];
  });
}

function pairsOf(keys: unknown): [string, unknown][] {
  if (!Array.isArray(keys)) return Object.entries(keys as Doc);
  return keys.flatMap((item): [string, unknown][] => {
    if (typeof item === "string") return [[item, 1]];
    return Array.isArray(item) ? [[String(item[0]), item[1]]] : Object.entries(item as Doc);
  });
}

function badIndex(reason: string): Error {
  return new mongo.MongoServerError({
    message: `Cannot create index: ${reason}`,
    code: 67,
    codeName: "CannotCreateIndex",
  });
}
