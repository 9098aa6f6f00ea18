import { mongo } from "mongoose";
import { normalise } from "../bson.ts";
import { UnsupportedFeatureError } from "../errors.ts";
import type { Doc } from "../query/value.ts";
import type { Engine } from "../sqlite/engine.ts";
import type { SortSpec } from "../sqlite/plan-index.ts";
import type { Query } from "../sqlite/read.ts";
import type { Transaction } from "../sqlite/transaction.ts";
import { ClientSession } from "./session.ts";

/** Options of a MongoDB operation as Mongoose hands them over. */
export type Options = Record<string, unknown> | undefined;

/** Options that change what an operation does and that the embedded store cannot honour: refused, never ignored. */
const UNSUPPORTED = [
  "collation",
  "let",
  "min",
  "max",
  "returnKey",
  "showRecordId",
  "tailable",
  "awaitData",
  "bypassDocumentValidation",
  "rawData",
] as const;

/** @throws UnsupportedFeatureError when an option asks for what the store lacks. */
export function refuseUnsupported(options: Options): void {
  if (options === undefined || options === null) return;
  for (const name of UNSUPPORTED) {
    const value = options[name];
    if (value !== undefined && value !== null && value !== false)
      throw new UnsupportedFeatureError(`the option ${name}`);
  }
  const writeConcern = options["writeConcern"] as { w?: unknown } | undefined;
  if (writeConcern?.w === 0 || options["w"] === 0) throw new UnsupportedFeatureError("unacknowledged writes (w: 0)");
}

/** The transaction that the options' session runs, null outside of one. */
export function transactionOf(engine: Engine, options: Options): Transaction | null {
  const session = options?.["session"];
  if (session === undefined || session === null) return null;
  if (!(session instanceof ClientSession)) {
    throw new mongo.MongoInvalidArgumentError("The session belongs to another store");
  }
  return session.transactionOn(engine);
}

/** The reading part of the options. */
export function queryOf(filter: unknown, options: Options): Query {
  const query: Query = { filter: filterOf(filter) };
  if (options === undefined || options === null) return query;
  if (options["sort"] != null) query.sort = sortOf(options["sort"]);
  if (options["skip"] != null) query.skip = nonNegative("skip", options["skip"]);
  if (options["limit"] != null) query.limit = Math.abs(Number(options["limit"]));
  if (options["hint"] != null) query.hint = options["hint"];
  if (options["maxTimeMS"] != null) query.maxTimeMs = nonNegative("maxTimeMS", options["maxTimeMS"]);
  return query;
}

/** A filter in plain form. */
export function filterOf(filter: unknown): Doc {
  if (filter === undefined || filter === null) return {};
  if (typeof filter !== "object" || Array.isArray(filter)) {
    throw new mongo.MongoInvalidArgumentError("A filter must be an object");
  }
  return normalise(filter) as Doc;
}

function nonNegative(name: string, value: unknown): number {
  const number = Number(value);
  if (!(number >= 0)) throw new mongo.MongoInvalidArgumentError(`${name} must not be negative`);
  return number;
}

/** A sort in any of the forms that the MongoDB driver accepts, as pairs. */
function sortOf(sort: unknown): SortSpec {
  if (typeof sort === "string") return [[sort, 1]];
  const entries: [string, unknown][] =
    sort instanceof Map
      ? [...sort]
      : Array.isArray(sort)
        ? sort.map((item): [string, unknown] => (Array.isArray(item) ? [String(item[0]), item[1]] : [String(item), 1]))
        : Object.entries(sort as Doc);
  return entries.map(([path, direction]) => [path, directionOf(path, direction)] as const);
}

function directionOf(path: string, direction: unknown): 1 | -1 {
  if (typeof direction === "object" && direction !== null)
    throw new UnsupportedFeatureError(`the sort of ${path} by $meta`);
  const text = String(direction).toLowerCase();
  if (text === "1" || text === "asc" || text === "ascending") return 1;
  if (text === "-1" || text === "desc" || text === "descending") return -1;
  throw new mongo.MongoInvalidArgumentError(`The direction of the sort by ${path} must be 1 or -1`);
}
