/** Goal: fees are exact to the smallest unit whatever the amounts. Method: pure, by example at the halves and by property. */
import { describe, expect, test } from "@jest/globals";
import fc from "fast-check";
import { FeeOnRefund, type FeeTerms, feeOf, feeReturnedOf, splitOf } from "./fee.ts";

const terms = (overrides: Partial<FeeTerms> = {}): FeeTerms => ({
  feeRatePpm: 6_000,
  feeMin: 0n,
  feeOnRefund: "PRO_RATA",
  ...overrides,
});

describe("P18: the fee", () => {
  test.each<[bigint, number, bigint]>([
    [10_000n, 6_000, 60n],
    [83n, 6_000, 0n],
    [84n, 6_000, 1n],
    [250n, 6_000, 2n],
    [249n, 6_000, 1n],
    [1n, 0, 0n],
    [1n, 500_000, 1n],
    [1n, 499_999, 0n],
    [9_223_372_036_854_775_807n, 1_000_000, 9_223_372_036_854_775_807n],
  ])("of %d at %d ppm is %d: half up", (amount, feeRatePpm, fee) => {
    expect(feeOf(amount, terms({ feeRatePpm }))).toBe(fee);
  });

  test("is at least the minimum, at most the cap, and never more than the trade", () => {
    expect(feeOf(100n, terms({ feeMin: 10n }))).toBe(10n);
    expect(feeOf(10_000_000n, terms({ feeMax: 2_500n }))).toBe(2_500n);
    expect(feeOf(100n, terms({ feeMin: 10n, feeMax: 5n }))).toBe(5n);
    expect(feeOf(3n, terms({ feeMin: 10n }))).toBe(3n);
  });
});

const amounts = fc.bigInt({ min: 1n, max: 1_000_000_000_000n });
const anyTerms = fc.record({
  feeRatePpm: fc.integer({ min: 0, max: 1_000_000 }),
  feeMin: fc.bigInt({ min: 0n, max: 10_000n }),
  feeMax: fc.option(fc.bigInt({ min: 0n, max: 1_000_000n }), { nil: undefined }),
  feeOnRefund: fc.constantFrom(...Object.values(FeeOnRefund)),
});

test("P19: the legs sum to the trade exactly, and none is negative", () => {
  fc.assert(
    fc.property(amounts, anyTerms, (amount, contract) => {
      const legs = splitOf(amount, feeOf(amount, contract));
      expect(legs.merchant + legs.fee).toBe(amount);
      expect(legs.merchant >= 0n && legs.fee >= 0n).toBe(true);
    }),
  );
});

/** Refunds a trade in parts and answers what came back of the fee with each. */
const refundInParts = (paid: bigint, fee: bigint, parts: bigint[], policy: FeeOnRefund): bigint[] => {
  let [refunded, feeReturned] = [0n, 0n];
  return parts.map((part) => {
    const back = feeReturnedOf({ paid, fee, refunded, feeReturned }, part, policy);
    refunded += part;
    feeReturned += back;
    return back;
  });
};

describe("P20: of the fee of 60 on 100.00", () => {
  test.each<[FeeOnRefund, bigint[]]>([
    ["KEPT", [0n, 0n, 0n]],
    ["PRO_RATA", [20n, 20n, 20n]],
    ["FULL", [0n, 0n, 60n]],
  ])("%s: refunds of 33.33, 33.33 and 33.34 bring back %j", (policy, expected) => {
    expect(refundInParts(10_000n, 60n, [3_333n, 3_333n, 3_334n], policy)).toEqual(expected);
  });

  test("100 refunds of 1.00 bring back all of it, and never more on the way", () => {
    const back = refundInParts(10_000n, 7n, Array(100).fill(100n), "PRO_RATA");
    expect(back.reduce((sum, one) => sum + one)).toBe(7n);
  });
});

test("P20: returned is never more than charged, and the last refund takes the remainder", () => {
  const scenario = fc.record({
    parts: fc.array(amounts, { minLength: 1, maxLength: 12 }),
    contract: anyTerms,
    isWhole: fc.boolean(),
  });
  fc.assert(
    fc.property(scenario, ({ parts, contract, isWhole }) => {
      const sum = parts.reduce((total, part) => total + part);
      const paid = isWhole ? sum : sum + 1n;
      const fee = feeOf(paid, contract);
      let returned = 0n;
      for (const back of refundInParts(paid, fee, parts, contract.feeOnRefund)) {
        expect(back >= 0n).toBe(true);
        returned += back;
        expect(returned <= fee).toBe(true);
      }
      if (isWhole && contract.feeOnRefund !== "KEPT") expect(returned).toBe(fee);
    }),
  );
});

test("P20: a refund that failed and gave its part of the fee back leaves the sums as they were", () => {
  const before = { paid: 10_000n, fee: 60n, refunded: 5_000n, feeReturned: 30n };
  const back = feeReturnedOf(before, 2_500n, "PRO_RATA");
  const failed = {
    ...before,
    refunded: before.refunded + 2_500n - 2_500n,
    feeReturned: before.feeReturned + back - back,
  };
  expect(feeReturnedOf(failed, 5_000n, "PRO_RATA")).toBe(30n);
});
