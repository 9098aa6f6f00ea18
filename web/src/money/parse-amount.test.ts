/** What people type as an amount. */
import { expect, test } from "@jest/globals";
import { parseAmount } from "./parse-amount.ts";

test.each([
  ["12", "1200"],
  ["12.5", "1250"],
  [" 0.05 ", "5"],
  ["1000000", "100000000"],
  ["0019.90", "1990"],
])("%j is %s fen", (typed, fen) => {
  expect(parseAmount(typed)).toBe(fen);
});

test.each(["", "0", "0.00", "-1", "1.234", "1e3", "1,000", "1000000.01", "99999999", "."])("%j is none", (typed) => {
  expect(parseAmount(typed)).toBeUndefined();
});
