/** Days and numbers of receipts. */
import { expect, test } from "@jest/globals";
import { businessDayOf, formatReceiptNumber } from "./receipt.ts";

test.each([
  ["2029-12-31T15:59:59.999Z", "2029-12-31"],
  ["2029-12-31T16:00:00.000Z", "2030-01-01"],
  ["2030-01-01T00:00:00.000Z", "2030-01-01"],
])("P33: the business day of %s at +08:00 is %s", (instant, day) => {
  expect(businessDayOf(new Date(instant))).toBe(day);
});

test.each([
  [1, "0001"],
  [9999, "9999"],
  [12345, "12345"],
])("the receipt %i of a day is %s", (count, text) => {
  expect(formatReceiptNumber(count)).toBe(text);
});
