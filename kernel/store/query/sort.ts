/** Orders of documents, with MongoDB's rule for arrays: ascending by the least element, descending by the greatest. */
import { UnsupportedFeatureError } from "../errors.ts";
import { compareValues } from "./compare.ts";
import { isIndex } from "./path.ts";
import { serverError } from "./server-error.ts";
import { type Doc, fieldOf, isDoc } from "./value.ts";

/** What Mongoose hands over as a sort: a document, a map or pairs of path and direction. */
export type Sort = Readonly<Doc> | ReadonlyMap<string, unknown> | readonly (readonly [string, unknown])[];

/** A comparison for `Array.prototype.sort`. */
export type Order = (a: Doc, b: Doc) => number;

interface Key {
  readonly segments: readonly string[];
  readonly direction: 1 | -1;
}

/** Sorts an empty array before null, as MongoDB does (it stands for "undefined" there). */
const NOTHING = Symbol("nothing");

/** Compiles a sort such as `{ payTime: -1, _id: 1 }`. Documents that lack a field sort as if it was null. */
export function compileSort(sort: Sort): Order {
  const orders = entriesOf(sort).map(([path, direction]) =>
    orderBy({ segments: path.split("."), direction: parseDirection(path, direction) }),
  );
  if (orders.length === 1) return orders[0]!;
  return (a, b) => {
    for (const order of orders) {
      const result = order(a, b);
      if (result !== 0) return result;
    }
    return 0;
  };
}

function entriesOf(sort: Sort): readonly (readonly [string, unknown])[] {
  if (sort instanceof Map) return [...sort];
  return Array.isArray(sort) ? sort : Object.entries(sort);
}

function parseDirection(path: string, direction: unknown): 1 | -1 {
  if (typeof direction === "object" && direction !== null) {
    throw new UnsupportedFeatureError(`sorting by ${Object.keys(direction)[0] ?? "an expression"}`);
  }
  const text = String(direction).toLowerCase();
  if (text === "1" || text === "asc" || text === "ascending") return 1;
  if (text === "-1" || text === "desc" || text === "descending") return -1;
  throw serverError(2, `$sort key ordering of '${path}' must be 1 (for ascending) or -1 (for descending)`);
}

function orderBy(key: Key): Order {
  const { direction } = key;
  return (a, b) => {
    const [x, y] = [keyOf(a, key), keyOf(b, key)];
    if (x === NOTHING || y === NOTHING) return direction * (Number(y === NOTHING) - Number(x === NOTHING));
    return direction * compareValues(x, y);
  };
}

function keyOf(doc: Doc, key: Key): unknown {
  const [first] = key.segments;
  const value = key.segments.length === 1 ? fieldOf(doc, first!) : undefined;
  if (key.segments.length === 1 && !Array.isArray(value)) return value;
  const values: unknown[] = [];
  collect(doc, key.segments, 0, values);
  return values.reduce((best, candidate) => (isBetter(candidate, best, key.direction) ? candidate : best));
}

function isBetter(candidate: unknown, best: unknown, direction: 1 | -1): boolean {
  if (candidate === NOTHING || best === NOTHING) return (candidate === NOTHING) === (direction === 1);
  return direction * compareValues(candidate, best) < 0;
}

/** The keys that an index on the path would hold for the value: always at least one. */
function collect(value: unknown, segments: readonly string[], at: number, into: unknown[]): void {
  if (at === segments.length) {
    if (!Array.isArray(value)) into.push(value);
    else if (value.length === 0) into.push(NOTHING);
    else for (const element of value) into.push(element);
    return;
  }
  if (Array.isArray(value)) collectFromArray(value, segments, at, into);
  else if (!isDoc(value)) into.push(null);
  else collect(fieldOf(value, segments[at]!), segments, at + 1, into);
}

function collectFromArray(array: unknown[], segments: readonly string[], at: number, into: unknown[]): void {
  if (isIndex(segments[at]!)) {
    collect(array[Number(segments[at])], segments, at + 1, into);
    return;
  }
  if (array.length === 0) into.push(null);
  for (const element of array) {
    if (isDoc(element)) collect(element, segments, at, into);
    else into.push(null);
  }
}
