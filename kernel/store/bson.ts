import mongoose from "mongoose";
import { type Doc, fitsInt64, setField } from "./query/value.ts";

/**
 * BSON as the store sees it: one set of options on both engines, so that an int64 is always an exact JS bigint,
 * a double or int32 a number, bytes a `Binary`.
 */
export const { BSON } = mongoose.mongo;

const DESERIALIZE = { useBigInt64: true, promoteLongs: true, promoteValues: true, promoteBuffers: false } as const;

/** Bytes to a fresh document. */
export function deserialize(bytes: Uint8Array): Doc {
  return BSON.deserialize(bytes, DESERIALIZE) as Doc;
}

/** MongoDB's limit of a document. */
const MAX_DOCUMENT_BYTES = 16 * 1024 * 1024;

/**
 * A plain document to bytes that belong to the caller. `undefined` becomes null, as the MongoDB driver does it.
 * @throws MongoServerError 10334 above 16 MB.
 */
export function serialize(doc: Doc): Uint8Array {
  const bytes = BSON.serialize(doc, { ignoreUndefined: false });
  if (bytes.length <= MAX_DOCUMENT_BYTES) return bytes;
  const message = `BSONObj size: ${bytes.length} is invalid. Size must be between 0 and ${MAX_DOCUMENT_BYTES}`;
  throw new mongoose.mongo.MongoServerError({ message, code: 10334, codeName: "BSONObjectTooLarge" });
}

/**
 * Turns what Mongoose hands to a driver (Mongoose arrays, buffers, maps, documents, Long, Int32 …) into the plain form that `deserialize` would return.
 * Returns the same object when nothing had to change; regular expressions stay as they are. The input is never changed.
 */
export function normalise(value: unknown): unknown {
  switch (typeof value) {
    case "string":
    case "number":
    case "boolean":
      return value;
    case "bigint":
      if (!fitsInt64(value)) throw new RangeError(`${value} does not fit a 64-bit integer`);
      return value;
    case "undefined":
      return null;
    case "object":
      return value === null ? null : normaliseObject(value);
    default:
      throw new mongoose.mongo.MongoInvalidArgumentError(`A ${typeof value} cannot be stored`);
  }
}

function normaliseObject(value: object): unknown {
  if (Array.isArray(value)) return normaliseArray(value);
  const prototype = Object.getPrototypeOf(value);
  if (prototype === Object.prototype || prototype === null) return normaliseFields(value as Doc);
  if (value instanceof Date || value instanceof RegExp) return value;
  const bsonType = (value as { _bsontype?: string })._bsontype;
  if (bsonType !== undefined) return normaliseBson(value, bsonType);
  if (typeof (value as { toBSON?: unknown }).toBSON === "function") {
    return normalise((value as { toBSON(): unknown }).toBSON());
  }
  if (value instanceof Uint8Array) return new BSON.Binary(value);
  if (value instanceof Map) return normaliseFields(Object.fromEntries(value));
  return normaliseFields({ ...value } as Doc);
}

function normaliseBson(value: object, bsonType: string): unknown {
  switch (bsonType) {
    case "Long":
      return (value as { toBigInt(): bigint }).toBigInt();
    case "Int32":
    case "Double":
      return Number((value as { value: number }).value);
    default:
      return value;
  }
}

function normaliseArray(value: unknown[]): unknown[] {
  const isPlain = Object.getPrototypeOf(value) === Array.prototype;
  let changed = !isPlain;
  const result = new Array<unknown>(value.length);
  for (let i = 0; i < value.length; i++) {
    const item = value[i];
    const plain = normalise(item);
    if (plain !== item) changed = true;
    result[i] = plain;
  }
  return changed ? result : value;
}

function normaliseFields(value: Doc): Doc {
  let copy: Doc | undefined;
  for (const key in value) {
    const field = value[key];
    if (typeof field === "string" || typeof field === "number") continue;
    const plain = normalise(field);
    if (plain === field) continue;
    copy ??= { ...value };
    setField(copy, key, plain);
  }
  return copy ?? value;
}
