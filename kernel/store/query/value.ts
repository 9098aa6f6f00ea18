/**
 * The values that the rules of this folder work on, in the shape in which `bson` reads them with `useBigInt64: true`:
 * int64 is a bigint, int32 and double are numbers, binary is a Binary or a Buffer.
 */

/** A document, or an object inside one. */
export type Doc = Record<string, unknown>;

const INT64_MIN = -(2n ** 63n);
const INT64_MAX = 2n ** 63n - 1n;

/** The name of a BSON class ("Long", "ObjectId", "Binary", …), undefined for a plain JavaScript value. */
export function bsonClass(value: object): string | undefined {
  return (value as { _bsontype?: string })._bsontype;
}

/** True for an object that BSON stores as an embedded document: no array, date, regular expression, bytes or BSON class. */
export function isDoc(value: unknown): value is Doc {
  if (typeof value !== "object" || value === null || Array.isArray(value)) return false;
  return (
    !(value instanceof Date) &&
    !(value instanceof RegExp) &&
    !ArrayBuffer.isView(value) &&
    bsonClass(value) === undefined
  );
}

/** An own field of a document; names such as "constructor" never reach the prototype. */
export function fieldOf(doc: Doc, name: string): unknown {
  return Object.hasOwn(doc, name) ? doc[name] : undefined;
}

/** True where a 64-bit signed integer can hold the value. */
export function fitsInt64(value: bigint): boolean {
  return value >= INT64_MIN && value <= INT64_MAX;
}

/**
 * An operand as it would come back from the store: Long → bigint, Int32 and Double → number, undefined → null, Map and
 * anything with `toBSON` (Mongoose arrays, maps, buffers, subdocuments) → the plain value. Functions are left out, as
 * `bson` does. Throws RangeError for a bigint outside int64, which `bson` would silently wrap.
 */
export function toStored(value: unknown): unknown {
  switch (typeof value) {
    case "undefined":
      return null;
    case "bigint":
      if (!fitsInt64(value)) throw new RangeError(`${value} does not fit a 64-bit integer`);
      return value;
    case "object":
      return value === null ? null : objectToStored(value);
    default:
      return value;
  }
}

function objectToStored(value: object): unknown {
  if (value instanceof Date || value instanceof RegExp) return value;
  const name = bsonClass(value);
  if (name !== undefined) return classToStored(value, name);
  if (typeof (value as { toBSON?: unknown }).toBSON === "function") {
    const plain = (value as { toBSON(): unknown }).toBSON();
    return plain === value ? value : toStored(plain);
  }
  if (Array.isArray(value)) return value.map(toStored);
  if (ArrayBuffer.isView(value)) return value;
  return entriesToStored(value instanceof Map ? [...value] : Object.entries(value));
}

function classToStored(value: object, name: string): unknown {
  if (name === "Long") return (value as { toBigInt(): bigint }).toBigInt();
  if (name === "Int32" || name === "Double") return Number((value as { value: number }).value);
  if (name === "BSONSymbol") return String((value as { value: string }).value);
  return value;
}

function entriesToStored(entries: [unknown, unknown][]): Doc {
  const doc: Doc = {};
  for (const [key, value] of entries) {
    if (typeof value === "function") continue;
    setField(doc, String(key), toStored(value));
  }
  return doc;
}

/** Writes an own field of an object that the caller owns; "__proto__" becomes a field, never the prototype. */
export function setField(doc: Doc, name: string, value: unknown): void {
  if (name === "__proto__") {
    Object.defineProperty(doc, name, { value, writable: true, enumerable: true, configurable: true });
  } else {
    doc[name] = value;
  }
}
