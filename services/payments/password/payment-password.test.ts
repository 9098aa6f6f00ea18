/** Goal: nobody sets a payment password that anybody would try first. Method: the weak kinds by example, and how many there are in all. */
import { expect, test } from "@jest/globals";
import { isWeakPassword } from "./payment-password.ts";

test.each([
  "123456",
  "234567",
  "890123",
  "654321",
  "321098",
  "000000",
  "888888",
  "121212",
  "909090",
  "520520",
  "123123",
])("X10: %s is weak", (password) => {
  expect(isWeakPassword(password)).toBe(true);
});

test.each(["280517", "112233", "123457", "135790", "121213", "520521"])("%s is not", (password) => {
  expect(isWeakPassword(password)).toBe(false);
});

test("of a million passwords 1,110 are weak: 20 runs, 100 of one pair, 1,000 of one triple, of which 10 are of one digit", () => {
  const all = Array.from({ length: 1_000_000 }, (_, n) => String(n).padStart(6, "0"));
  expect(all.filter(isWeakPassword)).toHaveLength(20 + 100 + 1_000 - 10);
});
