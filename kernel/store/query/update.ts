/** Updates, applied by the rules of MongoDB's update operators: https://www.mongodb.com/docs/manual/reference/operator/update/ */
import { UnsupportedFeatureError } from "../errors.ts";
import { compareValues, valuesEqual } from "./compare.ts";
import { Draft } from "./draft.ts";
import { compileArrayFilters, expandPath } from "./positional.ts";
import { serverError } from "./server-error.ts";
import { addedToSet, popped, pulled, pushed } from "./update-arrays.ts";
import { applyArithmetic, applyBits } from "./update-numbers.ts";
import { byPath, refuseBadPath, refuseConflicts } from "./update-paths.ts";
import { type Doc, isDoc, setField } from "./value.ts";

/** What an update may depend on besides the document. */
export interface UpdateContext {
  /** True when the document is being inserted by an upsert: `$setOnInsert` applies then. */
  readonly isInsert: boolean;
  /** The filter that found the document: `$` stands for the element that it matched. */
  readonly filter?: Readonly<Doc>;
  /** The filters behind `$[name]`. */
  readonly arrayFilters?: readonly Readonly<Doc>[];
  /** The clock behind `$currentDate`. */
  readonly now?: () => Date;
}

/** One operator on one path of the update, as written. */
interface Clause {
  readonly operator: string;
  readonly path: string;
  readonly operand: unknown;
}

/** A clause on a path of this document, without positional segments. */
interface Change extends Clause {
  readonly segments: readonly string[];
}

type Apply = (draft: Draft, change: Change, context: UpdateContext) => void;

/**
 * The document after an update with operators, or its replacement (which keeps `_id`). The input is not touched; what
 * did not change is shared with the result. An update that MongoDB refuses throws MongoServerError with the server's
 * code and nothing is applied; an unknown operator or a pipeline throws UnsupportedFeatureError.
 */
export function applyUpdate(doc: Doc, update: Readonly<Doc> | readonly Doc[], context: UpdateContext): Doc {
  if (Array.isArray(update)) throw new UnsupportedFeatureError("updates with an aggregation pipeline");
  const modifiers = update as Readonly<Doc>;
  if (!hasOperators(modifiers)) return replace(doc, modifiers);
  const clauses = clausesOf(modifiers);
  const changes =
    context.arrayFilters?.length || clauses.some((clause) => clause.path.includes("$"))
      ? positionalChanges(doc, clauses, context)
      : clauses.map((clause) => ({ ...clause, segments: clause.path.split(".") }));
  refuseConflicts(changes);
  if (changes.length > 1) changes.sort(byPath);
  const draft = new Draft(doc);
  for (const change of changes) OPERATORS[change.operator]!(draft, change, context);
  refuseNewId(doc, draft.root, changes);
  return draft.root;
}

/** True for an update with operators, false for a replacement document. */
function hasOperators(update: Readonly<Doc>): boolean {
  for (const key in update) return key.startsWith("$");
  return false;
}

function replace(doc: Doc, replacement: Readonly<Doc>): Doc {
  const result: Doc = {};
  const id = doc["_id"] ?? replacement["_id"];
  if (id !== undefined) result["_id"] = id;
  for (const key of Object.keys(replacement)) {
    if (key.startsWith("$")) throw serverError(52, `The dollar ($) prefixed field '${key}' is not allowed`);
    if (key !== "_id") setField(result, key, replacement[key]);
  }
  if (replacement["_id"] !== undefined && !valuesEqual(replacement["_id"], id)) {
    throw serverError(66, "After applying the update, the (immutable) field '_id' was found to have been altered");
  }
  return result;
}

function clausesOf(update: Readonly<Doc>): Clause[] {
  const clauses: Clause[] = [];
  for (const operator of Object.keys(update)) {
    if (!operator.startsWith("$"))
      throw serverError(9, `Unknown modifier: ${operator}. Expected a valid update modifier`);
    if (!Object.hasOwn(OPERATORS, operator)) throw new UnsupportedFeatureError(`the update operator ${operator}`);
    const fields = update[operator];
    if (!isDoc(fields)) throw serverError(9, `Modifiers operate on fields but ${operator} was given another type`);
    for (const path of Object.keys(fields)) {
      refuseBadPath(path);
      clauses.push({ operator, path, operand: fields[path] });
    }
  }
  return clauses;
}

function positionalChanges(doc: Doc, clauses: readonly Clause[], context: UpdateContext): Change[] {
  const paths = clauses.map((clause) => clause.path);
  const arrayFilters = compileArrayFilters(context.arrayFilters ?? [], paths);
  const positions = { filter: context.filter ?? {}, arrayFilters };
  return clauses.flatMap((clause) => {
    const expanded = expandPath(doc, clause.path.split("."), positions);
    return expanded.map((segments) => ({ ...clause, path: segments.join("."), segments }));
  });
}

function refuseNewId(before: Doc, after: Doc, changes: readonly Change[]): void {
  const touched = changes.some(({ segments, operator, operand }) => {
    return segments[0] === "_id" || (operator === "$rename" && String(operand).split(".")[0] === "_id");
  });
  if (!touched || before["_id"] === undefined) return;
  if (after["_id"] === undefined || !valuesEqual(before["_id"], after["_id"])) {
    throw serverError(66, "Performing an update on the path '_id' would modify the immutable field '_id'");
  }
}

const OPERATORS: Readonly<Record<string, Apply>> = {
  $set: (draft, { segments, operand }) => draft.set(segments, operand),
  $setOnInsert: (draft, { segments, operand }, { isInsert }) => {
    if (isInsert) draft.set(segments, operand);
  },
  $unset: (draft, { segments }) => draft.unset(segments),
  $inc: arithmetic("$inc"),
  $mul: arithmetic("$mul"),
  $bit: (draft, { segments, operand, path }) => draft.set(segments, applyBits(draft.get(segments), operand, path)),
  $min: extreme(-1),
  $max: extreme(1),
  $rename: rename,
  $currentDate: (draft, { segments, operand }, { now }) => draft.set(segments, currentDate(operand, now)),
  $push: (draft, { segments, operand, path }) => draft.set(segments, pushed(draft.get(segments), operand, path)),
  $addToSet: (draft, { segments, operand, path }) =>
    draft.set(segments, addedToSet(draft.get(segments), operand, path)),
  $pop: (draft, { segments, operand, path }) => setIfAny(draft, segments, popped(draft.get(segments), operand, path)),
  $pull: (draft, { segments, operand }) => setIfAny(draft, segments, pulled("$pull", draft.get(segments), operand)),
  $pullAll: (draft, { segments, operand }) => {
    setIfAny(draft, segments, pulled("$pullAll", draft.get(segments), operand));
  },
};

function arithmetic(operator: "$inc" | "$mul"): Apply {
  return (draft, { segments, operand, path }) => {
    draft.set(segments, applyArithmetic(operator, draft.get(segments), operand, path));
  };
}

/** `$min` (direction -1) and `$max` (1) write only where the operand goes beyond the value, or there is none. */
function extreme(direction: 1 | -1): Apply {
  return (draft, { segments, operand }) => {
    const current = draft.get(segments);
    if (current === undefined || direction * compareValues(operand, current) > 0) draft.set(segments, operand);
  };
}

function rename(draft: Draft, { segments, operand, path }: Change): void {
  if (typeof operand !== "string") throw serverError(2, `The 'to' field for $rename must be a string: ${path}`);
  refuseBadPath(operand);
  const target = operand.split(".");
  refuseArrayOnTheWay(draft, segments, "source");
  refuseArrayOnTheWay(draft, target, "destination");
  const value = draft.get(segments);
  if (value === undefined) return;
  draft.unset(segments);
  draft.set(target, value);
}

function refuseArrayOnTheWay(draft: Draft, segments: readonly string[], side: string): void {
  const parents = segments.slice(0, -1);
  if (parents.some((_, i) => Array.isArray(draft.get(segments.slice(0, i + 1))))) {
    throw serverError(2, `The ${side} field cannot be an array element, '${segments.join(".")}'`);
  }
}

function currentDate(operand: unknown, now: UpdateContext["now"]): Date {
  const type = isDoc(operand) ? operand["$type"] : operand;
  if (type === "timestamp") throw new UnsupportedFeatureError("$currentDate with timestamps");
  if (typeof type !== "boolean" && type !== "date") {
    throw serverError(2, "$currentDate takes a boolean or { $type: 'date' | 'timestamp' }");
  }
  if (!now) throw new TypeError("$currentDate needs the clock of the update context");
  return now();
}

function setIfAny(draft: Draft, segments: readonly string[], value: unknown): void {
  if (value !== undefined) draft.set(segments, value);
}
