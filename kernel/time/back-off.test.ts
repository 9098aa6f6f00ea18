/** Goal: pauses grow as they say and never beyond. Method: by table. */
import { expect, test } from "@jest/globals";
import { backOffMs } from "./back-off.ts";

test.each([
  [0, 2_000],
  [1, 4_000],
  [4, 32_000],
  [5, 60_000],
  [10_000, 60_000],
])("after %d tries in vain %d ms", (tries, ms) => {
  expect(backOffMs(tries, { firstMs: 2_000, maxMs: 60_000 })).toBe(ms);
});
