import { BSON } from "../bson.ts";
import { UnsupportedFeatureError } from "../errors.ts";
import { compileFilter, type Matcher } from "../query/match.ts";
import { type Doc, isDoc } from "../query/value.ts";
import type { Database } from "./database.ts";
import { ARRAY_KEY, encodeKey, NULL_KEY } from "./encode-key.ts";
import type { IndexDefinition } from "./index-definition.ts";

/** One index of a table: its definition, its columns, and how a document becomes its keys. */
export class Index {
  readonly id: number;
  readonly definition: IndexDefinition;
  /** Names of its columns, one per path. */
  readonly columns: readonly string[];
  /** Name of the SQLite index. */
  readonly sqlName: string;
  /** Paths split into their segments. */
  readonly #segments: readonly (readonly string[])[];
  readonly #partial: Matcher | undefined;
  /** The clauses of the partial filter, each as a test of `{ value }`. */
  readonly partialClauses: readonly { path: string; clause: unknown; accepts: Matcher }[];
  /** Whether some document ever had an array at a path: then look-ups also visit the array key and the order is not the index's. */
  hasArrays: boolean;
  /** Whether some document ever had an embedded document at a path: keys of those are not in order. */
  hasObjects: boolean;
  /** The catalogue knows the two flags above. */
  isShapeSaved = true;

  constructor(id: number, definition: IndexDefinition, shape = { hasArrays: false, hasObjects: false }) {
    this.hasArrays = shape.hasArrays;
    this.hasObjects = shape.hasObjects;
    this.id = id;
    this.definition = definition;
    this.sqlName = `x${id}`;
    this.columns = definition.key.map((_, part) => `i${id}_${part}`);
    this.#segments = definition.key.map(([path]) => path.split("."));
    this.#partial =
      definition.partialFilterExpression === undefined ? undefined : compileFilter(definition.partialFilterExpression);
    this.partialClauses = Object.entries(definition.partialFilterExpression ?? {}).map(([path, clause]) => ({
      path,
      clause,
      accepts: path.startsWith("$") ? () => false : compileFilter({ value: clause }),
    }));
  }

  /** False when a document may be absent from the index, so that the index only serves queries which exclude those. */
  get isComplete(): boolean {
    return this.#partial === undefined && !this.definition.sparse;
  }

  /** Keys of the document per column; all null when the document is not in the index. */
  keysOf(doc: Doc, into: (Buffer | null)[], offset: number): void {
    const length = this.columns.length;
    const isMember = this.#partial === undefined || this.#partial(doc);
    let found = false;
    for (let part = 0; part < length && isMember; part++) {
      const key = this.#keyAt(doc, part);
      found ||= key !== undefined;
      into[offset + part] = key ?? NULL_KEY;
    }
    if (isMember && (found || !this.definition.sparse)) return;
    for (let part = 0; part < length; part++) into[offset + part] = null;
  }

  /** True when both documents surely have the same keys, judged without encoding any. */
  sameKeys(before: Doc, after: Doc): boolean {
    if (this.#partial !== undefined && this.#partial(before) !== this.#partial(after)) return false;
    return this.#segments.every((segments) => walk(before, segments) === walk(after, segments));
  }

  /** The value of one of its paths, for messages. */
  valueAt(doc: Doc, path: string): unknown {
    return walk(doc, path.split("."));
  }

  #keyAt(doc: Doc, part: number): Buffer | undefined {
    const value = walk(doc, this.#segments[part] as readonly string[]);
    if (value === undefined) return undefined;
    if (value !== ARRAY) {
      if (isDoc(value) && !this.hasObjects) {
        this.hasObjects = true;
        this.isShapeSaved = false;
      }
      return encodeKey(value);
    }
    if (this.definition.unique)
      throw new UnsupportedFeatureError(`a unique index over an array (${this.definition.name})`);
    if (!this.hasArrays) {
      this.hasArrays = true;
      this.isShapeSaved = false;
    }
    return ARRAY_KEY;
  }
}

/** Stands for "there is an array on the way"; NaN-like: `sameKeys` may not compare it, but the key is the same either way. */
const ARRAY = Symbol("array");

/** The value at a path, undefined when missing, ARRAY when an array is met. */
function walk(doc: Doc, segments: readonly string[]): unknown {
  let value: unknown = doc;
  for (const segment of segments) {
    if (!isDoc(value)) return undefined;
    value = Object.hasOwn(value, segment) ? value[segment] : undefined;
    if (Array.isArray(value)) return ARRAY;
  }
  return value;
}

/** An index as text for the catalogue, and back. */
export const IndexText = {
  write: ({ definition, hasArrays, hasObjects }: Index): string =>
    BSON.EJSON.stringify({ definition, hasArrays, hasObjects }, { relaxed: false }),
  read: (id: number, text: string): Index => {
    const { definition, hasArrays, hasObjects } = BSON.EJSON.parse(text, { relaxed: true, useBigInt64: true });
    const { key, expireAfterSeconds, ...rest } = definition as IndexDefinition;
    return new Index(
      id,
      {
        ...rest,
        key: key.map(([path, order]) => [path, Number(order) as 1 | -1]),
        ...(expireAfterSeconds === undefined ? {} : { expireAfterSeconds: Number(expireAfterSeconds) }),
      },
      { hasArrays, hasObjects },
    );
  },
};

/** Records in the catalogue what the index holds: it must be there before the first array or embedded document is. */
export function saveShape(db: Database, index: Index): void {
  db.prepare("UPDATE _indexes SET definition = ? WHERE id = ?").run(IndexText.write(index), index.id);
  index.isShapeSaved = true;
}
