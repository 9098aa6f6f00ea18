/** Goal: what may be transferred on a day and in a year, by China's clocks. Method: totals before, an amount, an instant. */
import { expect, test } from "@jest/globals";
import { REAL_NAME_LIMITS } from "../wallet/real-name.ts";
import { addToTotals, type TransferTotals } from "./transfer.ts";

const limits = { perDay: 1_000n, perYear: 3_000n };
const noon = new Date("2026-03-01T04:00:00.000Z");
const aTotal = (overrides: Partial<TransferTotals> = {}): TransferTotals => ({
  ...{ day: "2026-03-01", dayTotal: 400n, year: "2026", yearTotal: 2_500n },
  ...overrides,
});

test.each<[string, TransferTotals | null, bigint, TransferTotals | undefined]>([
  ["the first ever", null, 1_000n, aTotal({ dayTotal: 1_000n, yearTotal: 1_000n })],
  ["the first ever, too much", null, 1_001n, undefined],
  ["one more on the day, up to the year's limit", aTotal(), 500n, aTotal({ dayTotal: 900n, yearTotal: 3_000n })],
  ["past the year's limit", aTotal(), 501n, undefined],
  ["past the day's limit", aTotal({ yearTotal: 400n }), 601n, undefined],
  [
    "a new day",
    aTotal({ day: "2026-02-28", yearTotal: 400n }),
    1_000n,
    aTotal({ dayTotal: 1_000n, yearTotal: 1_400n }),
  ],
  ["a new year", aTotal({ day: "2025-12-31", year: "2025" }), 1_000n, aTotal({ dayTotal: 1_000n, yearTotal: 1_000n })],
])("%s", (_, before, amount, after) => {
  expect(addToTotals(before, amount, limits, noon)).toEqual(after);
});

test("the day changes at midnight in China", () => {
  const evening = new Date("2026-03-01T15:59:59.999Z");
  expect(addToTotals(null, 1n, limits, evening)?.day).toBe("2026-03-01");
  expect(addToTotals(null, 1n, limits, new Date(evening.getTime() + 1))?.day).toBe("2026-03-02");
});

test("X10: a better known user may spend more", () => {
  const levels = Object.values(REAL_NAME_LIMITS);
  expect(levels.map(({ perDay }) => perDay)).toEqual([100_000n, 500_000n, 5_000_000n]);
  expect(levels.map(({ perYear }) => perYear)).toEqual([100_000n, 10_000_000n, 20_000_000n]);
});
