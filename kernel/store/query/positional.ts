/** The positional segments of update paths: `$` (the element that the filter matched), `$[]` (all), `$[name]` (array filters). */
import { UnsupportedFeatureError } from "../errors.ts";
import { isOperators } from "./filter-shape.ts";
import { compileFilter, type Matcher } from "./match.ts";
import { serverError } from "./server-error.ts";
import { typeName } from "./types.ts";
import { type Doc, fieldOf, isDoc } from "./value.ts";

/** What positional segments are resolved against. */
export interface Positions {
  readonly filter: Readonly<Doc>;
  readonly arrayFilters: ReadonlyMap<string, Matcher>;
}

/**
 * Compiles `arrayFilters: [{ "item.sku": "a", "item.qty": { $gt: 1 } }]` by name. Each filter has one name; a name that
 * no path uses is an error (code 9), as in MongoDB.
 */
export function compileArrayFilters(filters: readonly Readonly<Doc>[], paths: readonly string[]): Map<string, Matcher> {
  const compiled = new Map<string, Matcher>();
  for (const filter of filters) {
    const name = nameOf(filter);
    if (compiled.has(name)) {
      throw serverError(9, `Found multiple array filters with the same top-level field name ${name}`);
    }
    if (!paths.some((path) => path.includes(`$[${name}]`))) {
      throw serverError(9, `The array filter for identifier '${name}' was not used in the update`);
    }
    compiled.set(name, compileFilter(filter));
  }
  return compiled;
}

function nameOf(filter: Readonly<Doc>): string {
  const names = new Set(fieldsOf(filter).map((path) => path.split(".")[0]!));
  const [name] = names;
  if (name === undefined)
    throw serverError(9, "Cannot use an expression without a top-level field name in arrayFilters");
  if (names.size > 1) throw serverError(9, "Error parsing array filter: expected a single top-level field name");
  return name;
}

function fieldsOf(filter: Readonly<Doc>): string[] {
  return Object.entries(filter).flatMap(([key, operand]) => {
    if (!key.startsWith("$")) return [key];
    return Array.isArray(operand) ? operand.filter(isDoc).flatMap(fieldsOf) : [];
  });
}

/** The paths without positional segments that a path stands for in this document; none where no element is chosen. */
export function expandPath(doc: Doc, segments: readonly string[], positions: Positions): string[][] {
  let branches: { path: string[]; value: unknown }[] = [{ path: [], value: doc }];
  for (const segment of segments) {
    branches = branches.flatMap(({ path, value }) => {
      const indexes = segment.startsWith("$") ? chosen(value, path, segment, positions) : [segment];
      return indexes.map((index) => ({ path: [...path, index], value: step(value, index) }));
    });
  }
  return branches.map(({ path }) => path);
}

function step(value: unknown, segment: string): unknown {
  if (Array.isArray(value)) return value[Number(segment)];
  return isDoc(value) ? fieldOf(value, segment) : undefined;
}

function chosen(value: unknown, path: readonly string[], segment: string, positions: Positions): string[] {
  const name = path.join(".");
  if (segment === "$") return [String(matchedIndex(value, name, positions.filter))];
  if (value === undefined) {
    throw serverError(2, `The path '${name}' must exist in the document in order to apply array updates.`);
  }
  if (!Array.isArray(value)) {
    throw serverError(2, `Cannot apply array updates to non-array element ${name} of type ${typeName(value)}`);
  }
  const test = segment === "$[]" ? () => true : arrayFilter(segment, name, positions);
  return value.flatMap((element, index) => (test(element) ? [String(index)] : []));
}

function arrayFilter(segment: string, path: string, positions: Positions): (element: unknown) => boolean {
  const name = segment.slice(2, -1);
  const matches = positions.arrayFilters.get(name);
  if (!matches) {
    throw serverError(2, `No array filter found for identifier '${name}' in path '${path}.${segment}'`);
  }
  return (element) => matches({ [name]: element });
}

function matchedIndex(array: unknown, path: string, filter: Readonly<Doc>): number {
  const conditions = conditionsOn(filter, path);
  if (conditions.length > 1) {
    throw new UnsupportedFeatureError(
      "the positional operator $ with several conditions on its array",
      "use $elemMatch",
    );
  }
  const [matches] = conditions;
  const index = Array.isArray(array) && matches ? array.findIndex(matches) : -1;
  if (index < 0) throw serverError(2, "The positional operator did not find the match needed from the query.");
  return index;
}

/** The filter's conditions on an array, each as a test of one element. */
function conditionsOn(filter: Readonly<Doc>, path: string): ((element: unknown) => boolean)[] {
  return Object.entries(filter).flatMap(([key, operand]) => {
    if (key === "$and" && Array.isArray(operand)) return operand.flatMap((part: Doc) => conditionsOn(part, path));
    if (key !== path && !key.startsWith(`${path}.`)) return [];
    return [elementTest(key.slice(path.length + 1), operand)];
  });
}

function elementTest(rest: string, operand: unknown): (element: unknown) => boolean {
  if (rest === "" && isOperators(operand) && "$elemMatch" in operand) {
    const whole = compileFilter({ array: operand });
    return (element) => whole({ array: [element] });
  }
  const matches = compileFilter({ [rest === "" ? "element" : `element.${rest}`]: operand });
  return (element) => matches({ element });
}
