/** Goal: the waits between tries grow, are spread by chance and stay within their bound. Method: the pure function. */
import { expect, test } from "@jest/globals";
import { defaultSettings, delayAfter } from "./settings.ts";

test("each wait is four times the one before, up to the bound", () => {
  const waits = [1, 2, 3, 4, 5, 6, 7].map((tryNumber) => delayAfter(tryNumber, defaultSettings, 1));
  expect(waits).toEqual([200, 800, 3_200, 12_800, 51_200, 60_000, 60_000]);
});

test.each([
  [0, 100],
  [0.5, 150],
  [1, 200],
])("half of a wait is chance: %d gives %d ms", (chance, waitMs) => {
  expect(delayAfter(1, defaultSettings, chance)).toBe(waitMs);
});
