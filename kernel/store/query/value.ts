/**
 * The values that the rules of this folder work on, in the shape in which `bson` reads them with `useBigInt64: true`:
 * int64 is a bigint, int32 and double are numbers, binary is a Binary or a Buffer. Operands of filters and updates have
 * the same form: the driver brings them into it once, with `normalise` (bson.ts).
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

/** Writes an own field of an object that the caller owns; "__proto__" becomes a field, never the prototype. */
export function setField(doc: Doc, name: string, value: unknown): void {
  if (name === "__proto__") {
    Object.defineProperty(doc, name, { value, writable: true, enumerable: true, configurable: true });
  } else {
    doc[name] = value;
  }
}

/** True for a regular expression of JavaScript or of BSON. */
export function isRegExp(value: unknown): value is object {
  return value instanceof RegExp || (typeof value === "object" && value !== null && bsonClass(value) === "BSONRegExp");
}
