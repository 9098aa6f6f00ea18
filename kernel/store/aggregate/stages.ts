/** Stages that replace mingo's: filters, orders, groups and joins by the store's own rules of equality and order. */
import { evalExpr } from "mingo/core";
import { type Iterator, Lazy } from "mingo/lazy";
import type { Options } from "mingo/types";
import { UnsupportedFeatureError } from "../errors.ts";
import { compileFilter } from "../query/match.ts";
import { serverError } from "../query/server-error.ts";
import { compileSort } from "../query/sort.ts";
import { type Doc, fieldOf, isDoc } from "../query/value.ts";
import { groupKey } from "./group-key.ts";
import { ACCUMULATORS } from "./operators.ts";

type Stage = (documents: Iterator, expression: never, options: Options) => Iterator;

/** `$match`; `$expr` is allowed at its top level. */
function match(documents: Iterator, filter: Doc, options: Options): Iterator {
  const { $expr, ...plain } = filter;
  const matches = compileFilter(plain);
  if (!("$expr" in filter)) return documents.filter(matches);
  return documents.filter((doc: Doc) => matches(doc) && isTrue(evalExpr(doc, $expr as never, options)));
}

/** MongoDB's truth: everything but false, null, missing and zero. */
function isTrue(value: unknown): boolean {
  return value !== false && value !== null && value !== undefined && value !== 0 && value !== 0n;
}

function sort(documents: Iterator, keys: Doc): Iterator {
  const order = compileSort(keys);
  return documents.transform((all: Doc[]) => Lazy([...all].sort(order)));
}

/** Groups in the order of their first document; `_id` null gathers all. */
function group(documents: Iterator, expression: Doc, options: Options): Iterator {
  if (!("_id" in expression)) throw serverError(2, "a group specification must include an _id");
  const { _id, ...fields } = expression;
  const accumulators = Object.entries(fields).map(([name, field]) => [name, accumulatorOf(name, field)] as const);
  return documents.transform((all: Doc[]) => {
    const groups = new Map<string, { id: unknown; members: Doc[] }>();
    for (const doc of all) {
      const id: unknown = evalExpr(doc, _id as never, options) ?? null;
      const key = groupKey(id);
      const known = groups.get(key);
      if (known) known.members.push(doc);
      else groups.set(key, { id, members: [doc] });
    }
    return Lazy([...groups.values()].map(({ id, members }) => summary(id, members, accumulators, options)));
  });
}

interface Accumulation {
  readonly operator: string;
  readonly operand: unknown;
}

function accumulatorOf(name: string, field: unknown): Accumulation {
  const [operator, ...rest] = isDoc(field) ? Object.keys(field) : [];
  if (operator === undefined || rest.length > 0) {
    throw serverError(2, `The field '${name}' must be an accumulator object`);
  }
  return { operator, operand: (field as Doc)[operator] };
}

function summary(id: unknown, members: Doc[], fields: (readonly [string, Accumulation])[], options: Options): Doc {
  const result: Doc = { _id: id };
  for (const [name, { operator, operand }] of fields) {
    const accumulator = ACCUMULATORS[operator] ?? options.context.getOperator("accumulator" as never, operator);
    if (!accumulator) throw new UnsupportedFeatureError(`the accumulator ${operator}`);
    result[name] = accumulator(members, operand as never, options);
  }
  return result;
}

/** `$lookup` by equality of two fields; a missing field equals null, as in MongoDB. */
function lookup(documents: Iterator, expression: Doc, options: Options): Iterator {
  const { from, localField, foreignField, as, ...others } = expression;
  const [other] = Object.keys(others);
  if (other !== undefined) throw new UnsupportedFeatureError(`$lookup with ${other}`);
  if (![from, localField, foreignField, as].every((part) => typeof part === "string")) {
    throw serverError(9, "$lookup needs from, localField, foreignField and as");
  }
  const foreign = (options.collectionResolver?.(String(from)) ?? []) as Doc[];
  const byKey = new Map<string, Doc[]>();
  for (const doc of foreign) {
    for (const key of joinKeys(doc, String(foreignField))) byKey.set(key, [...(byKey.get(key) ?? []), doc]);
  }
  return documents.map((doc: Doc) => {
    const found = new Set([...joinKeys(doc, String(localField))].flatMap((key) => byKey.get(key) ?? []));
    return { ...doc, [String(as)]: foreign.length === found.size ? foreign : foreign.filter((row) => found.has(row)) };
  });
}

/** Keys of the values at a path; an array counts by its elements. */
function joinKeys(doc: Doc, path: string): Set<string> {
  const values: unknown[] = [];
  gather(doc, path.split("."), 0, values);
  return new Set((values.length === 0 ? [null] : values).map(groupKey));
}

function gather(value: unknown, segments: readonly string[], at: number, into: unknown[]): void {
  if (Array.isArray(value)) {
    for (const element of value) gather(element, segments, at, into);
  } else if (at === segments.length) {
    into.push(value);
  } else if (isDoc(value)) {
    gather(fieldOf(value, segments[at]!), segments, at + 1, into);
  }
}

/** Stages by name. */
export const STAGES: Readonly<Record<string, Stage>> = {
  $match: match as Stage,
  $sort: sort as Stage,
  $group: group as Stage,
  $lookup: lookup as Stage,
};
