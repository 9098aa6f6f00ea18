import { compareValues } from "../query/compare.ts";
import { type Doc, isDoc } from "../query/value.ts";

/** The distinct values at a path, in BSON order; an array gives its elements, as MongoDB's distinct does. */
export function distinctValues(documents: readonly Doc[], path: string): unknown[] {
  const values: unknown[] = [];
  for (const doc of documents) gather(doc, path.split("."), 0, values);
  values.sort(compareValues);
  return values.filter((value, i) => i === 0 || compareValues(value, values[i - 1]) !== 0);
}

function gather(value: unknown, segments: readonly string[], at: number, into: unknown[]): void {
  if (Array.isArray(value)) {
    for (const item of value) {
      if (at === segments.length) into.push(item);
      else if (isDoc(item)) gather(item, segments, at, into);
    }
    return;
  }
  if (at === segments.length) {
    if (value !== undefined) into.push(value);
  } else if (isDoc(value)) {
    const segment = segments[at] as string;
    gather(Object.hasOwn(value, segment) ? value[segment] : undefined, segments, at + 1, into);
  }
}
