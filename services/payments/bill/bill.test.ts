/** Goal: several lists are read as one, page after page, whatever their times. Method: random lists against one that was sorted whole. */
import { expect, test } from "@jest/globals";
import fc from "fast-check";
import { type Bill, comparePlaces, mergeBills } from "./bill.ts";

const aBill = (billId: string, second: number): Bill => ({
  ...{ billId, kind: "PAYMENT", title: "", counterparty: "", counterpartyNumber: "", amount: 1n, currencyCode: "CNY" },
  ...{ billTime: new Date(second * 1_000), state: "SUCCESS" },
});

test("the first lines of the whole are among the first lines of each", () => {
  const list = fc.array(fc.tuple(fc.uuid(), fc.nat(5)), { maxLength: 12 });
  fc.assert(
    fc.property(fc.array(list, { maxLength: 5 }), fc.integer({ min: 1, max: 10 }), (lists, limit) => {
      const sorted = lists.map((one) => one.map(([id, second]) => aBill(id, second)).toSorted(comparePlaces));
      const cut = sorted.map((one) => one.slice(0, limit));
      expect(mergeBills(cut, limit)).toEqual(sorted.flat().toSorted(comparePlaces).slice(0, limit));
    }),
  );
});
