import { Draft } from "./draft.ts";
import { filterList, isOperators } from "./filter-shape.ts";
import { serverError } from "./server-error.ts";
import { type Doc, isRegExp } from "./value.ts";

/**
 * The document that an upsert starts from when nothing matched: the filter's equalities, those inside `$and`, a lone
 * `$or` branch, `$eq`, `$in` and `$all` of one value included. A path that the filter fixes twice is MongoServerError 54 (or 111).
 */
export function seedFromFilter(filter: Readonly<Doc>): Doc {
  const draft = new Draft({});
  const taken: string[] = [];
  for (const [path, value] of equalitiesOf(filter)) {
    refuseTwice(path, taken);
    draft.set(path.split("."), value);
    taken.push(path);
  }
  return draft.root;
}

function equalitiesOf(filter: Readonly<Doc>): [string, unknown][] {
  return Object.entries(filter).flatMap(([key, operand]): [string, unknown][] => {
    if (key === "$and") return filterList(key, operand).flatMap(equalitiesOf);
    if (key === "$or") return loneBranch(filterList(key, operand));
    if (key.startsWith("$")) return [];
    if (isOperators(operand)) return valuesOf(operand).map((value) => [key, value]);
    return isRegExp(operand) ? [] : [[key, operand]];
  });
}

function loneBranch(branches: Doc[]): [string, unknown][] {
  return branches.length === 1 ? equalitiesOf(branches[0]!) : [];
}

function valuesOf(operators: Doc): unknown[] {
  return Object.entries(operators).flatMap(([operator, operand]) => {
    if (operator === "$eq") return [operand];
    const lone = (operator === "$in" || operator === "$all") && Array.isArray(operand) && operand.length === 1;
    return lone && !isRegExp(operand[0]) && !isOperators(operand[0]) ? operand : [];
  });
}

function refuseTwice(path: string, taken: readonly string[]): void {
  for (const other of taken) {
    if (other === path) throw serverError(54, `cannot infer query fields to set, path '${path}' is matched twice`);
    if (other.startsWith(`${path}.`) || path.startsWith(`${other}.`)) {
      throw serverError(111, `cannot infer query fields to set, both paths '${path}' and '${other}' are matched`);
    }
  }
}
