/**
 * Aggregation over documents in memory: mingo's machinery with our own stages and operators wherever equality, order or
 * numbers matter. What is on neither list throws UnsupportedFeatureError: mingo's version would be silently wrong for
 * int64, bytes or ids.
 */
import { Aggregator } from "mingo/aggregator";
import { Context, ProcessingMode } from "mingo/core";
import * as mingoAccumulators from "mingo/operators/accumulator";
import * as mingoExpressions from "mingo/operators/expression";
import * as mingoStages from "mingo/operators/pipeline";
import { UnsupportedFeatureError } from "../errors.ts";
import type { Doc } from "../query/value.ts";
import { ACCUMULATORS, EXPRESSIONS } from "./operators.ts";
import { STAGES } from "./stages.ts";

/** mingo's stages that only move documents and fields around. */
const SAFE_STAGES =
  "$addFields $count $facet $limit $project $replaceRoot $replaceWith $set $skip $unset $unwind".split(" ");

/** mingo's accumulators that only pick values. */
const SAFE_ACCUMULATORS = "$first $last $mergeObjects".split(" ");

/** mingo's operators that neither compare nor calculate with stored numbers. */
const SAFE_EXPRESSIONS = [
  "$and $or $not $cond $ifNull $switch $let $literal $getField $mergeObjects $objectToArray $arrayToObject",
  "$arrayElemAt $concatArrays $filter $first $isArray $last $map $range $reduce $reverseArray $size $slice",
  "$concat $indexOfBytes $ltrim $regexMatch $replaceAll $replaceOne $rtrim $split $strLenBytes $strLenCP $substr",
  "$substrBytes $substrCP $toLower $toUpper $trim $toBool $toDate",
  "$dateAdd $dateDiff $dateFromParts $dateFromString $dateSubtract $dateToParts $dateToString $dateTrunc",
  "$dayOfMonth $dayOfWeek $dayOfYear $hour $isoDayOfWeek $isoWeek $isoWeekYear $millisecond $minute $month $second",
  "$week $year",
].flatMap((line) => line.split(" "));

type Operators = Record<string, unknown>;

/** mingo's operators: the safe ones and our own work, each other one refuses. */
function operatorsOf(kind: string, all: object, safe: readonly string[], ours: object): never {
  const operators: Operators = {};
  for (const name of Object.keys(all)) {
    operators[name] = () => {
      throw new UnsupportedFeatureError(`the ${kind} ${name}`);
    };
  }
  for (const name of safe) operators[name] = (all as Operators)[name];
  return { ...operators, ...ours } as never;
}

const CONTEXT = Context.init({
  accumulator: operatorsOf("accumulator", mingoAccumulators, SAFE_ACCUMULATORS, ACCUMULATORS),
  expression: operatorsOf("operator", mingoExpressions, SAFE_EXPRESSIONS, EXPRESSIONS),
  pipeline: operatorsOf("stage", mingoStages, SAFE_STAGES, STAGES),
});

/**
 * The documents after the pipeline. The input documents are shared with the result and not changed.
 * `collectionOf` gives the documents of another collection for `$lookup`.
 */
export function runPipeline(
  documents: readonly Doc[],
  pipeline: readonly Doc[],
  collectionOf: (name: string) => Doc[],
): Doc[] {
  for (const stage of pipeline) {
    const unknown = Object.keys(stage).find((name) => !SAFE_STAGES.includes(name) && !(name in STAGES));
    if (unknown !== undefined) throw new UnsupportedFeatureError(`the stage ${unknown}`);
  }
  const aggregator = new Aggregator([...pipeline], {
    context: CONTEXT,
    processingMode: ProcessingMode.CLONE_OFF,
    collectionResolver: collectionOf,
    scriptEnabled: false,
  });
  return aggregator.run(documents as Doc[]) as Doc[];
}
