/** Rules about the paths of an update. */
import { compareStrings } from "./compare.ts";
import { isIndex } from "./path.ts";
import { serverError } from "./server-error.ts";

/** What the rules need to know of a change. */
interface PathChange {
  readonly operator: string;
  readonly operand: unknown;
  readonly segments: readonly string[];
}

/** Refuses empty names (code 56), dollar names that are not positional (52) and misplaced positions (2). */
export function refuseBadPath(path: string): void {
  if (path === "") throw serverError(56, "An empty update path is not valid.");
  if (!path.includes(".") && !path.startsWith("$")) return;
  const segments = path.split(".");
  if (segments.includes("")) {
    throw serverError(56, `The update path '${path}' contains an empty field name, which is not allowed.`);
  }
  const stray = segments.find((segment) => segment.startsWith("$") && !/^\$(\[[a-z0-9]*\])?$/i.test(segment));
  if (stray !== undefined)
    throw serverError(52, `The dollar ($) prefixed field '${stray}' in '${path}' is not allowed`);
  if (segments[0]!.startsWith("$")) {
    throw serverError(2, `Cannot have positional (i.e. '$') element in the first position in path '${path}'`);
  }
  if (segments.filter((segment) => segment === "$").length > 1) {
    throw serverError(2, `Too many positional (i.e. '$') elements found in path '${path}'`);
  }
}

/** Two changes may not touch the same path, nor one a part of what the other writes (code 40). */
export function refuseConflicts(changes: readonly PathChange[]): void {
  const taken = new Set<string>();
  const parents = new Set<string>();
  for (const change of changes) {
    refuseConflict(change.segments, taken, parents);
    if (change.operator === "$rename") refuseConflict(String(change.operand).split("."), taken, parents);
  }
}

function refuseConflict(segments: readonly string[], taken: Set<string>, parents: Set<string>): void {
  const path = segments.join(".");
  const conflict = (at: string) => serverError(40, `Updating the path '${path}' would create a conflict at '${at}'`);
  if (taken.has(path) || parents.has(path)) throw conflict(path);
  for (let i = 1; i < segments.length; i++) {
    const parent = segments.slice(0, i).join(".");
    if (taken.has(parent)) throw conflict(parent);
    parents.add(parent);
  }
  taken.add(path);
}

/** New fields are added in the order of their names, numbers by value, whatever the order in the update. */
export function byPath(a: PathChange, b: PathChange): number {
  for (let i = 0; i < a.segments.length && i < b.segments.length; i++) {
    const [x, y] = [a.segments[i]!, b.segments[i]!];
    const order = isIndex(x) && isIndex(y) ? Number(x) - Number(y) : compareStrings(x, y);
    if (order !== 0) return order;
  }
  return a.segments.length - b.segments.length;
}
