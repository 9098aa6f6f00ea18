/**
 * Dotted paths as MongoDB's matcher walks them: an array on the way fans out over its documents, a numeric segment also
 * picks the element of that index, and an array at the end offers its elements before itself.
 */
import { type Doc, fieldOf, isDoc } from "./value.ts";

/** A test of one value that a path leads to; `undefined` stands for a missing field. */
export type Predicate = (value: unknown) => boolean;

/**
 * True when `predicate` holds for one of the values at the path. `elements` says whether an array at the end of the
 * path offers its elements too. An array on the way without a document offers nothing, not even "missing".
 */
export function someAt(
  doc: Doc,
  segments: readonly string[],
  elements: boolean,
  predicate: Predicate,
  start = 0,
): boolean {
  let current: unknown = doc;
  for (let i = start; i < segments.length; i++) {
    if (Array.isArray(current)) return someInArray(current, segments, elements, predicate, i);
    if (!isDoc(current)) return predicate(undefined);
    current = fieldOf(current, segments[i]!);
  }
  if (elements && Array.isArray(current) && current.some(predicate)) return true;
  return predicate(current);
}

function someInArray(
  array: unknown[],
  segments: readonly string[],
  elements: boolean,
  predicate: Predicate,
  at: number,
): boolean {
  for (let index = 0; index < array.length; index++) {
    const element = array[index];
    const nested = isDoc(element);
    if (nested && someAt(element, segments, elements, predicate, at)) return true;
    if (segments[at] !== String(index)) continue;
    if (at === segments.length - 1) {
      if (predicate(element)) return true;
    } else if (nested || Array.isArray(element)) {
      if (someAt(element as Doc, segments, elements, predicate, at + 1)) return true;
    }
  }
  return false;
}

/** True for a path segment that can be an array index: digits without a leading zero. */
export function isIndex(segment: string): boolean {
  return /^(0|[1-9]\d*)$/.test(segment);
}
