import { runPipeline } from "../aggregate/run-pipeline.ts";
import { normalise } from "../bson.ts";
import { UnsupportedFeatureError } from "../errors.ts";
import { serverError } from "../query/server-error.ts";
import type { Doc } from "../query/value.ts";
import { explain } from "../sqlite/explain.ts";
import { type Query, select } from "../sqlite/read.ts";
import type { Place } from "./operations.ts";
import { type Options, queryOf } from "./options.ts";

/** More documents than this are not held in memory for one aggregation. */
const MAX_DOCUMENTS = 100_000;

/** Stages that need what the embedded store lacks, or that write. */
const UNSUPPORTED_STAGES = new Set([
  "$out",
  "$merge",
  "$geoNear",
  "$search",
  "$searchMeta",
  "$vectorSearch",
  "$changeStream",
  "$collStats",
  "$indexStats",
  "$graphLookup",
]);

/**
 * Runs a pipeline: the leading `$match` stages, then a `$sort`, a `$skip` and a `$limit`, by our own matcher and the indexes; the rest over what they left.
 * `$lookup` reads the other collection in full (at most 100 000 documents).
 */
export function aggregate(place: Place, pipeline: readonly Doc[], options: Options): Doc[] {
  const { query, rest } = leadOf(pipeline, options);
  const rows = select(place.table, place.transaction, { ...query, limit: query.limit ?? MAX_DOCUMENTS + 1 });
  if (rows.length > MAX_DOCUMENTS) {
    throw new UnsupportedFeatureError(
      `aggregating more than ${MAX_DOCUMENTS} documents`,
      "start with a narrower $match",
    );
  }
  const documents = rows.map(({ doc }) => doc);
  if (rest.length === 0) return documents;
  return runPipeline(documents, rest, (name) => collectionOf(place, name));
}

/** How the documents for a pipeline would be read. */
export function explainAggregate(place: Place, pipeline: readonly Doc[], options: Options): Doc {
  return explain(place.table, leadOf(pipeline, options).query);
}

/** Splits a pipeline into one query and the stages after it. */
function leadOf(pipeline: readonly Doc[], options: Options): { query: Query; rest: Doc[] } {
  const stages = normalise([...pipeline]) as Doc[];
  refuseStages(stages);
  let position = 0;
  const take = (name: string): unknown => {
    const operand = stages[position]?.[name];
    if (operand !== undefined) position++;
    return operand;
  };
  const matches: Doc[] = [];
  for (let match = take("$match"); match !== undefined; match = take("$match")) matches.push(match as Doc);
  const filter: Doc = matches.length === 1 ? (matches[0] as Doc) : matches.length === 0 ? {} : { $and: matches };
  const { hint, maxTimeMS } = options ?? {};
  const window = { sort: take("$sort"), skip: take("$skip"), limit: take("$limit") };
  if (window.limit !== undefined && !(Number(window.limit) > 0)) throw serverError(2, "the limit must be positive");
  return { query: queryOf(filter, { ...window, hint, maxTimeMS }), rest: stages.slice(position) };
}

function collectionOf(place: Place, name: string): Doc[] {
  const table = place.engine.collections.tables.get(name);
  if (table === undefined) return [];
  const rows = select(table, place.transaction, { filter: {}, limit: MAX_DOCUMENTS + 1 });
  if (rows.length > MAX_DOCUMENTS) throw new UnsupportedFeatureError(`$lookup in more than ${MAX_DOCUMENTS} documents`);
  return rows.map(({ doc }) => doc);
}

function refuseStages(stages: readonly Doc[]): void {
  for (const stage of stages) {
    const [name] = Object.keys(stage);
    if (name !== undefined && UNSUPPORTED_STAGES.has(name)) throw new UnsupportedFeatureError(`the stage ${name}`);
  }
}
