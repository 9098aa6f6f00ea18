/** Amounts for people, exact for every int64 and every currency of the platform (P17). */
import { expect, test } from "@jest/globals";
import { amountOf, formatAmount, formatDigits, totalOf } from "./amount.ts";

test.each([
  ["0", "CNY", "¥0.00"],
  ["5", "CNY", "¥0.05"],
  ["1050", "CNY", "¥10.50"],
  ["100000000", "CNY", "¥1,000,000.00"],
  ["-5", "CNY", "-¥0.05"],
  ["-123456", "USD", "-$1,234.56"],
  ["1500", "JPY", "JP¥1,500"],
  ["1500", "KWD", "KWD 1.500"],
  ["9223372036854775807", "CNY", "¥92,233,720,368,547,758.07"],
])("P17: %s %s reads %s", (minorUnits, currencyCode, text) => {
  expect(formatAmount({ minorUnits, currencyCode })).toBe(text);
});

test("P17: a total is exact where a float would not be", () => {
  const unitPrice = { minorUnits: "9007199254740993", currencyCode: "CNY" };
  expect(totalOf([{ unitPrice, quantity: 3 }])).toEqual({ minorUnits: "27021597764222979", currencyCode: "CNY" });
  expect(totalOf([])).toEqual({ minorUnits: "0", currencyCode: "CNY" });
});

test("an absent amount is zero", () => {
  expect(formatDigits(amountOf(undefined))).toBe("0.00");
  expect(amountOf({ currencyCode: "USD" })).toEqual({ minorUnits: "0", currencyCode: "USD" });
});
