/** Goal: equal values meet, whatever node looks for them, and nothing else does. */
import { expect, test } from "@jest/globals";
import { createBlindIndex } from "./blind-index.ts";

const key = new Uint8Array(32).fill(7);

test("the same key, label and value give the same index; another of any gives another", () => {
  const index = createBlindIndex(key, "phone")("13800000001");
  expect(createBlindIndex(key, "phone")("13800000001")).toBe(index);
  const others = [
    createBlindIndex(key, "phone")("13800000002"),
    createBlindIndex(key, "card")("13800000001"),
    createBlindIndex(new Uint8Array(32).fill(8), "phone")("13800000001"),
    createBlindIndex(undefined, "phone")("13800000001"),
  ];
  expect(new Set([index, ...others]).size).toBe(5);
  expect(index).toMatch(/^[\w-]{43}$/);
});
