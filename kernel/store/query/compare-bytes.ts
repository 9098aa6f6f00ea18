import { bsonClass } from "./value.ts";

/** Bytes sort by length, then subtype, then content. */
export function compareBinary(a: object, b: object): number {
  const x = bytesOf(a);
  const y = bytesOf(b);
  return x.length - y.length || subtypeOf(a) - subtypeOf(b) || compareBytes(x, y);
}

/** Bytes in their own order, a shorter prefix first. */
export function compareBytes(a: Uint8Array, b: Uint8Array): number {
  return Buffer.compare(a, b);
}

function bytesOf(value: object): Uint8Array {
  if (bsonClass(value) === "Binary") {
    const binary = value as { buffer: Uint8Array; position: number };
    return binary.buffer.subarray(0, binary.position);
  }
  const view = value as ArrayBufferView;
  return new Uint8Array(view.buffer, view.byteOffset, view.byteLength);
}

function subtypeOf(value: object): number {
  return bsonClass(value) === "Binary" ? (value as { sub_type: number }).sub_type : 0;
}
