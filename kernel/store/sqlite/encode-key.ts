import { serialize } from "../bson.ts";
import { UnsupportedFeatureError } from "../errors.ts";
import type { Doc } from "../query/value.ts";

/**
 * Keys: every BSON value becomes bytes whose memcmp order is MongoDB's comparison order, so that one SQLite BLOB column serves equality,
 * ranges, sorting and uniqueness exactly, int64 beyond 2^53 included. The first byte is the type bracket (MongoDB's canonical order);
 * null and a missing field share one key, as they do in MongoDB.
 */
const BRACKET = {
  minKey: 0x01,
  null: 0x05,
  number: 0x0a,
  string: 0x0f,
  object: 0x14,
  binary: 0x1e,
  objectId: 0x23,
  boolean: 0x28,
  date: 0x2d,
  timestamp: 0x2f,
  regex: 0x32,
  maxKey: 0x7f,
} as const;

/** The key of null and of a missing field. */
export const NULL_KEY: Buffer = Buffer.from([BRACKET.null]);
/** The key of a document whose indexed path holds an array: it sorts after all others, and every look-up also visits it. */
export const ARRAY_KEY: Buffer = Buffer.from([0xff]);

const FALSE_KEY = Buffer.from([BRACKET.boolean, 0]);
const TRUE_KEY = Buffer.from([BRACKET.boolean, 1]);

/** Encodes one value (not an array) as an order-preserving key. Decimal128 is refused: its order is not supported. */
export function encodeKey(value: unknown): Buffer {
  switch (typeof value) {
    case "string":
      return encodeString(value);
    case "number":
      return encodeNumber(value);
    case "bigint":
      return encodeBigInt(value);
    case "boolean":
      return value ? TRUE_KEY : FALSE_KEY;
    case "undefined":
      return NULL_KEY;
    default:
      return value === null ? NULL_KEY : encodeObject(value as object);
  }
}

/** The range [low, high) of all keys in the same type bracket as `key`, because a comparison never crosses types in MongoDB. */
export function bracketOf(key: Buffer): { low: Buffer; high: Buffer } {
  const bracket = key[0] as number;
  return { low: Buffer.from([bracket]), high: Buffer.from([bracket + 1]) };
}

function encodeString(value: string): Buffer {
  if (value.length <= 48) {
    const buffer = Buffer.allocUnsafe(1 + value.length * 3);
    buffer[0] = BRACKET.string;
    return buffer.subarray(0, 1 + buffer.write(value, 1, "utf8"));
  }
  const buffer = Buffer.allocUnsafe(1 + Buffer.byteLength(value, "utf8"));
  buffer[0] = BRACKET.string;
  buffer.write(value, 1, "utf8");
  return buffer;
}

/** Doubles: flip the sign bit of positives and all bits of negatives, big endian; NaN is the lowest number; -0 equals 0. */
function encodeNumber(value: number): Buffer {
  const buffer = Buffer.allocUnsafe(9);
  buffer[0] = BRACKET.number;
  if (Number.isNaN(value)) return buffer.fill(0, 1);
  buffer.writeDoubleBE(value === 0 ? 0 : value, 1);
  if ((buffer[1] as number) & 0x80) {
    for (let i = 1; i < 9; i++) buffer[i] = ~(buffer[i] as number) & 0xff;
  } else {
    buffer[1] = (buffer[1] as number) | 0x80;
  }
  return buffer;
}

/** int64: the largest double not above it, then, where that is not exact, the remainder (below 2^11) in two more bytes. */
function encodeBigInt(value: bigint): Buffer {
  let floor = Number(value);
  if (BigInt(floor) === value) return encodeNumber(floor);
  if (BigInt(floor) > value) floor = previousDouble(floor);
  const remainder = Number(value - BigInt(floor));
  const buffer = Buffer.allocUnsafe(11);
  encodeNumber(floor).copy(buffer);
  buffer.writeUInt16BE(remainder, 9);
  return buffer;
}

function previousDouble(value: number): number {
  const bits = new DataView(new ArrayBuffer(8));
  bits.setFloat64(0, value);
  const raw = bits.getBigInt64(0);
  bits.setBigInt64(0, value > 0 ? raw - 1n : raw + 1n);
  return bits.getFloat64(0);
}

function encodeObject(value: object): Buffer {
  if (value instanceof Date) return encodeDate(value.getTime());
  switch ((value as { _bsontype?: string })._bsontype) {
    case "ObjectId":
      return withBracket(BRACKET.objectId, (value as { id: Uint8Array }).id);
    case "Binary":
    case "UUID":
      return encodeBinary(value as { buffer: Uint8Array; position: number; sub_type: number });
    case "Timestamp":
      return encodeInstant(BRACKET.timestamp, (value as { toBigInt(): bigint }).toBigInt());
    case "MinKey":
      return Buffer.from([BRACKET.minKey]);
    case "MaxKey":
      return Buffer.from([BRACKET.maxKey]);
    case undefined:
      break;
    default:
      throw new UnsupportedFeatureError(`an index over ${(value as { _bsontype: string })._bsontype} values`);
  }
  if (Array.isArray(value)) return ARRAY_KEY;
  if (value instanceof RegExp) return withBracket(BRACKET.regex, Buffer.from(`${value.source}\0${value.flags}`));
  // Embedded documents are indexed for equality only (field order counts, as in MongoDB); the planner never asks for their ranges.
  return withBracket(BRACKET.object, serialize(canonicalNumbers(value as Doc)));
}

/** int32, int64 and double of one value must share one key inside an embedded document too. */
function canonicalNumbers(doc: Doc): Doc {
  const result: Doc = {};
  for (const [key, value] of Object.entries(doc)) {
    if (typeof value === "bigint" && BigInt(Number(value)) === value) result[key] = Number(value);
    else if (value !== null && typeof value === "object" && Object.getPrototypeOf(value) === Object.prototype) {
      result[key] = canonicalNumbers(value as Doc);
    } else result[key] = value;
  }
  return result;
}

/** A Date's milliseconds are exact doubles, so the double's order is theirs. */
function encodeDate(millis: number): Buffer {
  const buffer = encodeNumber(millis);
  buffer[0] = BRACKET.date;
  return buffer;
}

function encodeInstant(bracket: number, unsigned: bigint): Buffer {
  const buffer = Buffer.allocUnsafe(9);
  buffer[0] = bracket;
  buffer.writeBigUInt64BE(unsigned, 1);
  return buffer;
}

/** MongoDB orders bytes by length, then subtype, then content. */
function encodeBinary(binary: { buffer: Uint8Array; position: number; sub_type: number }): Buffer {
  const buffer = Buffer.allocUnsafe(6 + binary.position);
  buffer[0] = BRACKET.binary;
  buffer.writeUInt32BE(binary.position, 1);
  buffer[5] = binary.sub_type;
  buffer.set(binary.buffer.subarray(0, binary.position), 6);
  return buffer;
}

function withBracket(bracket: number, bytes: Uint8Array): Buffer {
  const buffer = Buffer.allocUnsafe(1 + bytes.length);
  buffer[0] = bracket;
  buffer.set(bytes, 1);
  return buffer;
}
