/** The arithmetic of bills: nothing is lost to rounding, whatever the amounts (V22). Method: properties over any amounts. */
import { expect, test } from "@jest/globals";
import fc from "fast-check";
import { cutEvenly } from "./cut.ts";
import { divideRefund } from "./divide-refund.ts";

const amount = fc.bigInt({ min: 1n, max: 1_000_000n });
const sumOf = (amounts: readonly bigint[]) => amounts.reduce((sum, one) => sum + one, 0n);

test("V22: even shares sum to the bill and differ by one minor unit at most", () => {
  fc.assert(
    fc.property(amount, fc.integer({ min: 2, max: 30 }), (total, count) => {
      const amounts = cutEvenly(total, count).map((cut) => cut.amount);
      expect(sumOf(amounts)).toBe(total);
      expect(amounts[0]! - amounts.at(-1)! <= 1n).toBe(true);
    }),
  );
});

test("V22: refunds dish by dish sum to what was paid, and no share gives back more than it paid", () => {
  const pot = fc.record({
    dishes: fc.array(amount, { minLength: 1, maxLength: 8 }),
    cuts: fc.array(amount, { minLength: 1, maxLength: 6 }),
  });
  fc.assert(
    fc.property(pot, ({ dishes, cuts }) => {
      const shares = cuts.map((paid) => ({ amount: paid, refunded: 0n }));
      let before = 0n;
      for (const now of dishes) {
        const parts = divideRefund(shares, { whole: sumOf(dishes), before, now });
        before += now;
        for (const [index, part] of parts.entries()) shares[index]!.refunded += part;
        for (const share of shares) expect(share.refunded <= share.amount).toBe(true);
      }
      expect(sumOf(shares.map(({ refunded }) => refunded))).toBe(sumOf(cuts));
    }),
  );
});
