/** Goal: levels and points are right at each boundary (C7, C15). Method: pure rules. */
import { expect, test } from "@jest/globals";
import { countedSince, finalTimeOf, type Level, pointsFor, standingOf } from "./programme.ts";

const level = (name: string, thresholdPoints: bigint): Level => ({
  ...{ name, nameEn: name, thresholdPoints, benefits: "", benefitsEn: "", discountBasisPoints: 0 },
});
const levels = [level("A", 0n), level("B", 500n), level("C", 2_000n)];

test.each<[bigint, string, number, bigint]>([
  [-5n, "A", 1, 505n],
  [0n, "A", 1, 500n],
  [499n, "A", 1, 1n],
  [500n, "B", 2, 1_500n],
  [1_999n, "B", 2, 1n],
  [2_000n, "C", 3, 0n],
  [9_999n, "C", 3, 0n],
])("C7: %i points are level %s", (counted, name, levelNumber, pointsToNext) => {
  const standing = standingOf({ levels }, counted);
  expect(standing).toMatchObject({ level: { name }, levelNumber, pointsToNext });
  expect(standing.nextLevel?.name).toBe(levels[levelNumber]?.name);
});

test("C15: a payment's points are rounded down", () => {
  expect(pointsFor({ pointsPerYuan: 1 }, 199n)).toBe(1n);
  expect(pointsFor({ pointsPerYuan: 3 }, 34n)).toBe(1n);
  expect(pointsFor({ pointsPerYuan: 0 }, 10_000n)).toBe(0n);
});

test("the spans of a programme are days of 24 hours; a window of 0 days has no beginning", () => {
  const now = new Date("2030-03-02T00:00:00.000Z");
  expect(finalTimeOf({ pendingDays: 1 }, now).toISOString()).toBe("2030-03-03T00:00:00.000Z");
  expect(countedSince({ levelWindowDays: 1 }, now)?.toISOString()).toBe("2030-03-01T00:00:00.000Z");
  expect(countedSince({ levelWindowDays: 0 }, now)).toBeUndefined();
});
