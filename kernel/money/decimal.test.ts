/** Goal: major units are read and written exactly (P17). Method: tables at the edges, and a property. */
import { expect, test } from "@jest/globals";
import fc from "fast-check";
import { parseDecimal } from "./decimal.ts";
import { decimalOf, money } from "./money.ts";

test.each([
  ["88.88", 8_888n],
  ["88.8", 8_880n],
  ["88", 8_800n],
  ["0.01", 1n],
  ["00.10", 10n],
  ["100000000.00", 10_000_000_000n],
])("P17: %s CNY is %d fen", (text, fen) => expect(parseDecimal(text, "CNY")).toEqual(money(fen, "CNY")));

test.each([
  "",
  "-1",
  "+1",
  "1.",
  ".5",
  "1.001",
  "1e2",
  "0x10",
  "１",
  "1,00",
  " 1",
  "NaN",
  "Infinity",
  "88.880",
  "1".repeat(16),
])("P17: %j is no amount in CNY", (text) => expect(parseDecimal(text, "CNY")).toBeUndefined());

test.each([
  ["JPY", 7n, "7"],
  ["KWD", 7n, "0.007"],
  ["CNY", -5n, "-0.05"],
])("P17: in %s, %d is written %s", (currency, units, text) => expect(decimalOf(money(units, currency))).toBe(text));

test("P17: what is written is read as it was", () =>
  fc.assert(
    fc.property(fc.bigInt({ min: 0n, max: 10n ** 16n }), fc.constantFrom("CNY", "JPY", "KWD"), (units, currency) => {
      const amount = money(units, currency);
      const read = parseDecimal(decimalOf(amount), currency);
      if (decimalOf(amount).split(".")[0]!.length <= 15) expect(read).toEqual(amount);
    }),
  ));
