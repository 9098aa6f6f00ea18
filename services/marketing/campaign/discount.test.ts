/** What a coupon takes off, to the fen, and how it is divided among lines. */
import { describe, expect, test } from "@jest/globals";
import fc from "fast-check";
import { type DiscountTerms, discountOf, divideDiscount, mostOf } from "./discount.ts";

const cash = (discountAmount: bigint): DiscountTerms => ({ kind: "CASH", discountAmount });
const percent = (basisPoints: number, cap?: bigint): DiscountTerms => ({
  ...{ kind: "PERCENT", basisPoints },
  ...(cap !== undefined && { cap }),
});

test.each<[string, DiscountTerms, bigint, bigint]>([
  ["cash", cash(500n), 5_000n, 500n],
  ["cash of more than the amount leaves one fen", cash(500n), 300n, 299n],
  ["cash of the amount leaves one fen", cash(500n), 500n, 499n],
  ["one fen is not made free", cash(500n), 1n, 0n],
  ["10 %", percent(1_000), 9_990n, 999n],
  ["a percentage is rounded down", percent(1_000), 999n, 99n],
  ["a percentage of less than a fen", percent(1), 9_999n, 0n],
  ["the cap", percent(1_000, 1_000n), 50_000n, 1_000n],
  ["below the cap", percent(1_000, 1_000n), 9_999n, 999n],
  ["all of it leaves one fen", percent(10_000), 700n, 699n],
])("M1: %s", (_, terms, amount, discount) => {
  expect(discountOf(terms, amount)).toBe(discount);
});

const terms = fc.oneof(
  fc.bigInt(1n, 1_000_000n).map(cash),
  fc
    .tuple(fc.integer({ min: 1, max: 10_000 }), fc.option(fc.bigInt(1n, 100_000n), { nil: undefined }))
    .map(([basisPoints, cap]) => percent(basisPoints, cap)),
);

test("M1: a discount is never negative, never beyond its most, and always leaves something to pay", () => {
  fc.assert(
    fc.property(terms, fc.bigInt(1n, 1_000_000_000_000n), (one, amount) => {
      const discount = discountOf(one, amount);
      expect(discount >= 0n && discount < amount).toBe(true);
      expect(discount <= (mostOf(one) ?? amount)).toBe(true);
    }),
  );
});

test("M1: who pays more never saves less", () => {
  fc.assert(
    fc.property(terms, fc.bigInt(1n, 1_000_000n), fc.bigInt(0n, 1_000n), (one, amount, more) => {
      expect(discountOf(one, amount + more) >= discountOf(one, amount)).toBe(true);
    }),
  );
});

describe("divided among lines", () => {
  test("in proportion; what rounding leaves goes to those who lost most by it", () => {
    expect(divideDiscount(500n, [5_000n, 3_000n, 2_000n])).toEqual([250n, 150n, 100n]);
    expect(divideDiscount(100n, [100n, 100n, 100n])).toEqual([34n, 33n, 33n]);
    expect(divideDiscount(10n, [1n, 0n, 19n])).toEqual([1n, 0n, 9n]);
    expect(divideDiscount(500n, [])).toEqual([]);
    expect(divideDiscount(0n, [0n])).toEqual([0n]);
  });

  test("the parts sum to the discount, and none is more than its line", () => {
    const lines = fc.array(fc.bigInt(0n, 100_000n), { minLength: 1, maxLength: 40 });
    fc.assert(
      fc.property(lines, fc.bigInt(0n, 4_000_000n), (amounts, wish) => {
        const total = amounts.reduce((sum, line) => sum + line, 0n);
        fc.pre(total > 0n);
        const discount = wish % total;
        const parts = divideDiscount(discount, amounts);
        expect(parts.reduce((sum, part) => sum + part, 0n)).toBe(discount);
        for (const [index, part] of parts.entries()) expect(part >= 0n && part <= amounts[index]!).toBe(true);
      }),
    );
  });
});
