/** Goal: points end at midnight in China, whatever the rule (V23). Method: instants on both sides of days, months and years. */
import { expect, test } from "@jest/globals";
import { type Expiry, expireTimeOf, NEVER } from "./expiry.ts";

test.each<[Expiry["rule"], number, string, string]>([
  ["DAYS", 1, "2030-03-01T15:59:59.999Z", "2030-03-02T16:00:00.000Z"],
  ["DAYS", 1, "2030-03-01T16:00:00.000Z", "2030-03-03T16:00:00.000Z"],
  ["DAYS", 30, "2028-02-10T04:00:00.000Z", "2028-03-11T16:00:00.000Z"],
  ["MONTH_END", 0, "2030-01-31T15:59:59.999Z", "2030-01-31T16:00:00.000Z"],
  ["MONTH_END", 0, "2030-01-31T16:00:00.000Z", "2030-02-28T16:00:00.000Z"],
  ["MONTH_END", 1, "2028-01-15T00:00:00.000Z", "2028-02-29T16:00:00.000Z"],
  ["YEAR_END", 0, "2030-12-31T15:59:59.999Z", "2030-12-31T16:00:00.000Z"],
  ["YEAR_END", 0, "2030-12-31T16:00:00.000Z", "2031-12-31T16:00:00.000Z"],
  ["YEAR_END", 1, "2030-07-01T00:00:00.000Z", "2031-12-31T16:00:00.000Z"],
])("V23: %s %i of %s end at %s", (rule, count, from, end) => {
  expect(expireTimeOf({ rule, count }, new Date(from)).toISOString()).toBe(end);
});

test("V23: NONE: never", () => expect(expireTimeOf({ rule: "NONE", count: 0 }, new Date())).toBe(NEVER));
