/** Goal: an amount is exact or refused (P17). Method: tables at the edges, properties over all of int64. */
import { describe, expect, test } from "@jest/globals";
import fc from "fast-check";
import {
  addMoney,
  currencyExponent,
  equalMoney,
  formatMoney,
  isKnownCurrency,
  MAX_MINOR_UNITS,
  money,
  multiplyMoney,
  subtractMoney,
} from "./money.ts";

const cny = (minorUnits: bigint) => money(minorUnits, "CNY");
const anyInt64 = fc.bigInt({ min: -MAX_MINOR_UNITS, max: MAX_MINOR_UNITS });

describe("P17: money", () => {
  test.each([
    ["JPY", 0],
    ["CNY", 2],
    ["KWD", 3],
  ])("%s has %d digits after the point", (code, exponent) => expect(currencyExponent(code)).toBe(exponent));

  test.each(["cny", "XXX", "", "constructor", "__proto__"])("%j is no currency", (code) => {
    expect(isKnownCurrency(code)).toBe(false);
    expect(() => currencyExponent(code)).toThrow(RangeError);
  });

  test.each([
    [cny(1050n), "10.50 CNY"],
    [cny(-5n), "-0.05 CNY"],
    [cny(0n), "0.00 CNY"],
    [money(7n, "JPY"), "7 JPY"],
    [money(7n, "KWD"), "0.007 KWD"],
    [cny(MAX_MINOR_UNITS), "92233720368547758.07 CNY"],
  ])("%p is written %s", (amount, text) => expect(formatMoney(amount)).toBe(text));

  test("adding and taking away again gives the same amount, or the sum was beyond int64 and refused", () =>
    fc.assert(
      fc.property(anyInt64, anyInt64, (a, b) => {
        const beyond = a + b > MAX_MINOR_UNITS || a + b < -MAX_MINOR_UNITS;
        if (beyond) expect(() => addMoney(cny(a), cny(b))).toThrow(RangeError);
        else expect(equalMoney(subtractMoney(addMoney(cny(a), cny(b)), cny(b)), cny(a))).toBe(true);
      }),
    ));

  test("multiplying is adding again and again", () =>
    fc.assert(
      fc.property(fc.bigInt({ min: -1_000_000n, max: 1_000_000n }), fc.integer({ min: 0, max: 50 }), (a, times) => {
        const sum = Array.from({ length: times }).reduce((total: bigint) => total + a, 0n);
        expect(multiplyMoney(cny(a), times)).toEqual(cny(sum));
      }),
    ));

  test.each([0.1, Number.NaN, Number.POSITIVE_INFINITY, 2 ** 53])("%p is no factor", (factor) =>
    expect(() => multiplyMoney(cny(1n), factor)).toThrow(RangeError),
  );

  test("two currencies do not mix", () => expect(() => addMoney(cny(1n), money(1n, "USD"))).toThrow("do not mix"));
});
