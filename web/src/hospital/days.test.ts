/** Goal: days and times are China's, wherever the phone is. Method: instants around midnight. */
import { expect, test } from "@jest/globals";
import { clockOf, dayOf, nextDays } from "./days.ts";

test("a day begins at midnight in China", () => {
  expect(nextDays(Date.parse("2026-12-30T15:59:59Z"))[0]).toBe("2026-12-30");
  const days = nextDays(Date.parse("2026-12-30T16:00:00Z"));
  expect([days.length, days[0], days[1]]).toEqual([7, "2026-12-31", "2027-01-01"]);
});

test("times are China's", () => {
  expect([dayOf("2026-12-30T16:05:00Z"), clockOf("2026-12-30T16:05:00Z")]).toEqual(["12-31", "00:05"]);
});
