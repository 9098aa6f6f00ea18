/** The ticks of a phone: never one twice, never too far ahead of the server. */
import { describe, expect, test } from "@jest/globals";
import { clockOffset, nextTick } from "./next-tick.ts";

const NOW_MS = 1_790_000_000_500;
const NOW_S = 1_790_000_000;

describe("the tick of the next code", () => {
  test("is five seconds ahead: a code that is read in its 60th second has five more to reach the server", () => {
    expect(nextTick(NOW_MS, 0)).toBe(NOW_S + 5);
  });

  test("Y12: the same second asked twice gives two ticks, so no code is shown twice", () => {
    const first = nextTick(NOW_MS, 0)!;
    expect(nextTick(NOW_MS, first)).toBe(first + 1);
  });

  test("a phone that ran 20 s ahead waits", () => {
    expect(nextTick(NOW_MS, NOW_S + 19)).toBe(NOW_S + 20);
    expect(nextTick(NOW_MS, NOW_S + 20)).toBeUndefined();
  });

  test("a clock that was an hour fast and is mended does not lock the wallet", () => {
    expect(nextTick(NOW_MS, NOW_S + 3601)).toBe(NOW_S + 5);
  });
});

test("the offset is measured from the middle of the call", () => {
  expect(clockOffset(10_000, 3_000, 5_000)).toBe(6_000);
});
