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

/** A paid bill, split in any way: lines in shares and not, shares of amounts, a discount of what they leave. */
const bill = fc
  .record({
    dishes: fc.array(fc.record({ price: amount, quantity: fc.integer({ min: 1, max: 4 }), share: fc.nat(6) }), {
      minLength: 1,
      maxLength: 6,
    }),
    cuts: fc.array(amount, { minLength: 1, maxLength: 6 }),
    order: fc.infiniteStream(fc.nat(30)),
  })
  .filter(({ dishes, cuts }) => sumOf(cuts) <= sumOf(dishes.map((dish) => dish.price * BigInt(dish.quantity))));

test("V22: refunds one by one, in any order, of a bill split in any way sum to what was paid; no share gives back more than it paid, no dish more than its price", () => {
  fc.assert(
    fc.property(bill, ({ dishes, cuts, order }) => {
      const shares = cuts.map((paid, index) => ({ _id: `s${index}`, amount: paid, held: 0n }));
      const lines = dishes.map(({ price, quantity, share }, index) => ({
        ...{ _id: `l${index}`, value: price * BigInt(quantity), quantity, refundedQuantity: 0, shareId: `s${share}` },
        back: 0n,
      }));
      for (;;) {
        const left = lines.filter((line) => line.refundedQuantity < line.quantity);
        if (left.length === 0) break;
        const line = left[Number(order.next().value) % left.length]!;
        const parts = divideRefund(shares, lines, { lineId: line._id, quantity: 1 });
        line.refundedQuantity += 1;
        line.back += sumOf(parts);
        for (const [index, part] of parts.entries()) shares[index]!.held += part;
        for (const share of shares) expect(share.held <= share.amount).toBe(true);
        expect(line.back <= line.value).toBe(true);
      }
      expect(shares.map(({ held }) => held)).toEqual(cuts);
    }),
  );
});

test("V22: of a share that gave back some at the merchant's desk, a dish takes no more than it has left", () => {
  const line = { _id: "l", value: 2_600n, quantity: 2, refundedQuantity: 0, shareId: "s" };
  const some = (held: bigint) =>
    divideRefund([{ _id: "s", amount: 2_600n, held }], [line], { lineId: "l", quantity: 2 });
  expect([some(0n), some(1_000n), some(2_600n), some(9_999n)]).toEqual([[2_600n], [1_600n], [0n], [0n]]);
});
