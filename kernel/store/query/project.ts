/** Projections by inclusion or exclusion: https://www.mongodb.com/docs/manual/reference/method/db.collection.find/#projection */
import { UnsupportedFeatureError } from "../errors.ts";
import { serverError } from "./server-error.ts";
import { type Doc, fieldOf, isDoc, setField } from "./value.ts";

/** Fields by name: `true` for the whole field, a tree for a part of it. */
interface Tree {
  [name: string]: true | Tree;
}

interface Plan {
  readonly keep: boolean;
  readonly tree: Tree;
}

/**
 * A document with only the included fields (and `_id`, unless `_id: 0`), or without the excluded ones. Paths are dotted
 * or nested documents and reach into the documents of arrays. Mixing both kinds is MongoServerError 31253 or 31254;
 * `$slice`, `$elemMatch`, the positional `$` and expressions throw UnsupportedFeatureError.
 */
export function project(doc: Doc, projection: Readonly<Doc> | undefined): Doc {
  const plan = planOf(projection ?? {});
  return plan.keep ? included(doc, plan.tree) : excluded(doc, plan.tree);
}

function planOf(projection: Readonly<Doc>): Plan {
  const flags = flagsOf(projection, "");
  const id = flags.find(([path]) => path === "_id");
  const others = flags.filter(([path]) => path !== "_id");
  const keep = others[0]?.[1] ?? id?.[1] ?? false;
  const stray = others.find(([, flag]) => flag !== keep);
  if (stray && keep) throw serverError(31254, `Cannot do exclusion on field ${stray[0]} in inclusion projection`);
  if (stray) throw serverError(31253, `Cannot do inclusion on field ${stray[0]} in exclusion projection`);
  const tree = treeOf(others.map(([path]) => path));
  const idListed = keep ? id?.[1] !== false : id?.[1] === false;
  if (idListed && !("_id" in tree)) tree["_id"] = true;
  return { keep, tree };
}

function flagsOf(projection: Readonly<Doc>, prefix: string): [string, boolean][] {
  return Object.entries(projection).flatMap(([name, value]) => {
    const path = prefix + name;
    if (name.startsWith("$") || name.endsWith(".$")) throw new UnsupportedFeatureError(`the projection ${path}`);
    if (isDoc(value)) return nestedFlags(value, path);
    return [[path, parseFlag(path, value)] as [string, boolean]];
  });
}

function nestedFlags(value: Doc, path: string): [string, boolean][] {
  const [operator] = Object.keys(value);
  if (operator === undefined) throw serverError(2, `An empty sub-projection is not a valid value: ${path}`);
  if (operator.startsWith("$")) throw new UnsupportedFeatureError(`the projection operator ${operator}`);
  return flagsOf(value, `${path}.`);
}

function parseFlag(path: string, value: unknown): boolean {
  if (typeof value === "boolean") return value;
  if (typeof value === "number" || typeof value === "bigint") return Number(value) !== 0;
  throw new UnsupportedFeatureError(`a computed value in the projection of ${path}`);
}

function treeOf(paths: readonly string[]): Tree {
  const root = emptyTree();
  for (const path of paths) {
    const segments = path.split(".");
    const last = segments.pop()!;
    const parent = segments.reduce((tree, segment) => branchOf(tree, segment, path), root);
    if (parent[last] !== undefined) throw collision(path);
    parent[last] = true;
  }
  return root;
}

/** No prototype: a field may be called "constructor". */
function emptyTree(): Tree {
  return Object.create(null) as Tree;
}

function branchOf(tree: Tree, segment: string, path: string): Tree {
  const branch = tree[segment] ?? emptyTree();
  if (branch === true) throw collision(path);
  tree[segment] = branch;
  return branch;
}

function collision(path: string): Error {
  return serverError(31249, `Path collision at ${path}`);
}

function included(doc: Doc, tree: Tree): Doc {
  const result: Doc = {};
  for (const name of Object.keys(doc)) {
    const branch = tree[name];
    if (branch === undefined) continue;
    const value = branch === true ? doc[name] : includedPart(doc[name], branch);
    if (value !== undefined) setField(result, name, value);
  }
  return result;
}

/** The part of a value below an included path: scalars have none, also inside arrays. */
function includedPart(value: unknown, tree: Tree): unknown {
  if (Array.isArray(value))
    return value.map((element) => includedPart(element, tree)).filter((part) => part !== undefined);
  return isDoc(value) ? included(value, tree) : undefined;
}

function excluded(doc: Doc, tree: Tree): Doc {
  const result: Doc = {};
  for (const name of Object.keys(doc)) {
    const branch = tree[name];
    if (branch === true) continue;
    const value = fieldOf(doc, name);
    setField(result, name, branch === undefined ? value : excludedPart(value, branch));
  }
  return result;
}

function excludedPart(value: unknown, tree: Tree): unknown {
  if (Array.isArray(value)) return value.map((element) => excludedPart(element, tree));
  return isDoc(value) ? excluded(value, tree) : value;
}
