import { runPipeline } from "../aggregate/run-pipeline.ts";
import { normalise } from "../bson.ts";
import { UnsupportedFeatureError } from "../errors.ts";
import type { Doc } from "../query/value.ts";
import { select } from "../sqlite/read.ts";
import type { Place } from "./operations.ts";

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
 * Runs a pipeline: leading `$match`, `$sort`, `$skip` and `$limit` by our own matcher and the indexes, the rest by mingo over what they left.
 * `$lookup` reads the other collection in full (at most 100 000 documents).
 */
export function aggregate(place: Place, pipeline: readonly Doc[]): Doc[] {
  const stages = normalise([...pipeline]) as Doc[];
  refuseStages(stages);
  const { query, rest } = splitLead(stages);
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

function collectionOf(place: Place, name: string): Doc[] {
  const table = place.engine.tables.get(name);
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

/** The leading stages as one query. */
function splitLead(stages: readonly Doc[]): { query: { filter: Doc; limit?: number }; rest: Doc[] } {
  const matches: Doc[] = [];
  let position = 0;
  while (position < stages.length && stages[position]?.["$match"] !== undefined) {
    const match = stages[position]?.["$match"] as Doc;
    if ("$expr" in match) break;
    matches.push(match);
    position++;
  }
  const filter: Doc = matches.length === 0 ? {} : matches.length === 1 ? (matches[0] as Doc) : { $and: matches };
  const limit = stages[position]?.["$limit"];
  if (typeof limit === "number" && limit > 0) return { query: { filter, limit }, rest: stages.slice(position + 1) };
  return { query: { filter }, rest: stages.slice(position) };
}
