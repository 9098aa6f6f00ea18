/** Luhn's check on the published example and on every single wrong digit. */
import { expect, test } from "@jest/globals";
import { isExpired } from "./card-model.ts";
import { passesLuhn, withLuhnDigit } from "./luhn.ts";

test("79927398713 passes (ISO/IEC 7812-1's example), and is what 7992739871 becomes", () => {
  expect(passesLuhn("79927398713")).toBe(true);
  expect(withLuhnDigit("7992739871")).toBe("79927398713");
});

test("no number with one digit wrong passes", () => {
  const number = withLuhnDigit("622900991234567");
  for (let at = 0; at < number.length; at++)
    for (let digit = 0; digit < 10; digit++) {
      const other = number.slice(0, at) + digit + number.slice(at + 1);
      expect(passesLuhn(other)).toBe(other === number);
    }
});

test("a card pays until its month ends in China", () => {
  expect(isExpired("1126", new Date("2026-11-30T15:59:59.999Z"))).toBe(false);
  expect(isExpired("1126", new Date("2026-11-30T16:00:00.000Z"))).toBe(true);
  expect(isExpired("0127", new Date("2026-12-31T00:00:00.000Z"))).toBe(false);
});
