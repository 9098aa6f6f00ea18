import { bsonClass, isDoc } from "../query/value.ts";

/**
 * A text that is the same for two values exactly when MongoDB groups and joins them as one: numbers by value whatever
 * their type, bytes by content, documents with their field order. Missing and null are one.
 */
export function groupKey(value: unknown): string {
  switch (typeof value) {
    case "undefined":
      return "null";
    case "string":
      return JSON.stringify(value);
    case "bigint":
      return `n${value}`;
    case "number":
      return Number.isInteger(value) ? `n${BigInt(value)}` : `n${value}`;
    case "object":
      return value === null ? "null" : objectKey(value);
    default:
      return `${typeof value} ${String(value)}`;
  }
}

function objectKey(value: object): string {
  if (Array.isArray(value)) return `[${value.map(groupKey).join(",")}]`;
  if (value instanceof Date) return `date ${value.getTime()}`;
  if (value instanceof RegExp) return `regexp ${value}`;
  if (ArrayBuffer.isView(value)) return `bytes 0 ${hexOf(value)}`;
  if (isDoc(value))
    return `{${Object.entries(value).map(([name, field]) => `${JSON.stringify(name)}:${groupKey(field)}`)}}`;
  const name = bsonClass(value);
  if (name !== "Binary") return `${name} ${value}`;
  const binary = value as { sub_type: number; buffer: Uint8Array; position: number };
  return `bytes ${binary.sub_type} ${hexOf(binary.buffer.subarray(0, binary.position))}`;
}

function hexOf(view: ArrayBufferView): string {
  return Buffer.from(view.buffer, view.byteOffset, view.byteLength).toString("hex");
}
