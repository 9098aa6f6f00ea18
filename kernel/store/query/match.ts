/** Filters, compiled once into a test of documents, with MongoDB's rules for missing fields, types and arrays. */
import { UnsupportedFeatureError } from "../errors.ts";
import { filterList, isOperators } from "./filter-shape.ts";
import { equalTo, matching, modulo, ofSize, oneOf, ordered, regexOperator } from "./match-operators.ts";
import { type Predicate, someAt } from "./path.ts";
import { serverError } from "./server-error.ts";
import { ofType } from "./types.ts";
import { type Doc, isDoc, isRegExp } from "./value.ts";

/** A compiled filter. */
export type Matcher = (doc: Doc) => boolean;

/**
 * One condition on a path: `some` holds when one of the values there passes (`elements`: an array offers its elements
 * too), `none` when its conditions do not all hold.
 */
type Condition =
  | { readonly kind: "some"; readonly elements: boolean; readonly predicate: Predicate }
  | { readonly kind: "none"; readonly conditions: readonly Condition[] };

/**
 * Compiles a filter such as `{ state: "OPEN", "items.sku": { $in: ["a", "b"] } }`. Throws UnsupportedFeatureError for an
 * operator that is not known here, and MongoServerError (code 2) for an operand that MongoDB refuses too. Operands are in
 * plain form, as `normalise` (bson.ts) leaves them.
 */
export function compileFilter(filter: Readonly<Doc> | undefined): Matcher {
  const tests = Object.entries(filter ?? {}).flatMap(([key, operand]) => compileEntry(key, operand));
  return every(tests);
}

function every(tests: readonly Matcher[]): Matcher {
  const [first, second] = tests;
  if (!first) return () => true;
  if (!second) return first;
  if (tests.length === 2) return (doc) => first(doc) && second(doc);
  return (doc) => {
    for (const test of tests) if (!test(doc)) return false;
    return true;
  };
}

function compileEntry(key: string, operand: unknown): Matcher[] {
  if (key.startsWith("$")) return compileLogical(key, operand);
  return conditionsOn(operand).map((condition) => bindPath(condition, key));
}

function compileLogical(operator: string, operand: unknown): Matcher[] {
  if (operator === "$comment") return [];
  if (operator !== "$and" && operator !== "$or" && operator !== "$nor") throw new UnsupportedFeatureError(operator);
  const branches = filterList(operator, operand).map(compileFilter);
  if (operator === "$and") return branches;
  const any: Matcher = (doc) => branches.some((branch) => branch(doc));
  return [operator === "$or" ? any : (doc) => !any(doc)];
}

function conditionsOn(operand: unknown): Condition[] {
  if (isRegExp(operand)) return [some(matching(operand))];
  return isOperators(operand) ? compileOperators(operand) : [some(equalTo(operand))];
}

function some(predicate: Predicate, elements = true): Condition {
  return { kind: "some", elements, predicate };
}

function none(...conditions: Condition[]): Condition {
  return { kind: "none", conditions };
}

function compileOperators(operators: Doc): Condition[] {
  if ("$options" in operators && !("$regex" in operators)) throw serverError(2, "$options needs a $regex");
  return Object.entries(operators).flatMap(([operator, operand]) => {
    if (!operator.startsWith("$")) throw serverError(2, `unknown operator: ${operator}`);
    return compileOperator(operator, operand, operators);
  });
}

function compileOperator(operator: string, operand: unknown, siblings: Doc): Condition[] {
  switch (operator) {
    case "$eq":
      return [some(equalTo(operand))];
    case "$ne":
      if (isRegExp(operand)) throw serverError(2, "Can't have regex as arg to $ne.");
      return [none(some(equalTo(operand)))];
    case "$gt":
    case "$gte":
    case "$lt":
    case "$lte":
      return [some(ordered(operator, operand))];
    case "$in":
      return [some(oneOf(operand))];
    case "$nin":
      return [none(some(oneOf(operand)))];
    case "$exists":
      return [existence(operand)];
    case "$type":
      return [some(ofType(operand))];
    case "$regex":
      return [some(regexOperator(operand, siblings["$options"]))];
    case "$options":
      return [];
    case "$mod":
      return [some(modulo(operand))];
    case "$size":
      return [some(ofSize(operand), false)];
    default:
      return compileNesting(operator, operand);
  }
}

function compileNesting(operator: string, operand: unknown): Condition[] {
  switch (operator) {
    case "$not":
      return [negation(operand)];
    case "$elemMatch":
      return [some(elementMatching(operand), false)];
    case "$all":
      return allOf(operand);
    default:
      throw new UnsupportedFeatureError(operator);
  }
}

/** `$exists`: any operand that MongoDB reads as true asks for the field, whatever its value. */
function existence(operand: unknown): Condition {
  const present = some((value) => value !== undefined, false);
  const falsy = operand === false || operand === null || operand === 0 || operand === 0n;
  return falsy ? none(present) : present;
}

function negation(operand: unknown): Condition {
  if (isRegExp(operand)) return none(some(matching(operand)));
  if (!isDoc(operand)) throw serverError(2, "$not needs a regex or a document");
  if (Object.keys(operand).length === 0) throw serverError(2, "$not cannot be empty");
  return none(...compileOperators(operand));
}

function allOf(operand: unknown): Condition[] {
  if (!Array.isArray(operand)) throw serverError(2, "$all needs an array");
  if (operand.length === 0) return [some(() => false)];
  return operand.flatMap((wanted) => {
    if (isRegExp(wanted)) return [some(matching(wanted))];
    if (isOperators(wanted) && !("$elemMatch" in wanted)) throw serverError(2, "no $ expressions in $all");
    return conditionsOn(wanted);
  });
}

/** `$elemMatch`: one element of the array passes as a document (a filter) or as a value (operators). */
function elementMatching(operand: unknown): Predicate {
  if (!isDoc(operand)) throw serverError(2, "$elemMatch needs an Object");
  const test = isValueForm(operand) ? valueTest(operand) : documentTest(operand);
  return (value) => Array.isArray(value) && value.some(test);
}

function isValueForm(operand: Doc): boolean {
  return isOperators(operand) && !["$and", "$or", "$nor"].includes(Object.keys(operand)[0]!);
}

function documentTest(filter: Doc): Predicate {
  const matches = compileFilter(filter);
  return (element) => (isDoc(element) || Array.isArray(element)) && matches(element as Doc);
}

function valueTest(operators: Doc): Predicate {
  const conditions = compileOperators(operators);
  return (element) => conditions.every((condition) => holdsFor(condition, element));
}

/** A condition on one array element by itself: nothing fans out. */
function holdsFor(condition: Condition, value: unknown): boolean {
  if (condition.kind === "some") return condition.predicate(value);
  return !condition.conditions.every((inner) => holdsFor(inner, value));
}

function bindPath(condition: Condition, path: string): Matcher {
  if (condition.kind === "none") {
    const matches = every(condition.conditions.map((inner) => bindPath(inner, path)));
    return (doc) => !matches(doc);
  }
  const { elements, predicate } = condition;
  if (path.includes(".") || path in Object.prototype) {
    const segments = path.split(".");
    return (doc) => someAt(doc, segments, elements, predicate);
  }
  return (doc) => {
    const value = doc[path];
    if (elements && Array.isArray(value) && value.some(predicate)) return true;
    return predicate(value);
  };
}
