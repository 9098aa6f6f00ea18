/** GiveDiscount: what a manager takes off a bill, never off what is being paid. Method: the real restaurant, payments and content on one node. */
import { afterEach, beforeEach, expect, test } from "@jest/globals";
import { SplitMode } from "../../../proto/gen/paywindow/restaurant/v1/bill.ts";
import {
  aLine,
  aSplit,
  endHouse,
  GREENS,
  type House,
  reasonOf,
  startHouse,
  TOFU,
} from "../testing/start-restaurant.ts";

let house: House;
beforeEach(async () => {
  house = await startHouse();
});
afterEach(() => endHouse(house));

const { SPLIT_MODE_EVENLY } = SplitMode;
const fen = (minorUnits: bigint) => ({ minorUnits, currencyCode: "CNY" });

test("BILL_BEING_SHARED: while amounts of the whole are being paid, nothing is cancelled and no discount eats them", async () => {
  const { orderId, lineIds } = await house.ordered([
    [GREENS, 1],
    [TOFU, 1],
  ]);
  await house.diner().splitBill(aSplit(orderId, SPLIT_MODE_EVENLY, { count: 2 }));
  const cancel = aLine(orderId, GREENS, { lineId: lineIds[0]!, baseVersion: 2, quantity: 0 });
  expect(await reasonOf(house.waiter.putLine(cancel))).toBe("BILL_BEING_SHARED");
  expect(await reasonOf(house.manager.giveDiscount({ orderId, discount: fen(1n) }))).toBe("SHARE_TOO_LARGE");
});

test("the whole discount is named: again is the same, another takes its place, none takes it away; a paid bill keeps its own (ORDER_CLOSED)", async () => {
  const { orderId } = await house.ordered();
  const give = async (amount: bigint) => {
    const bill = await house.manager.giveDiscount({ orderId, discount: amount > 0n ? fen(amount) : undefined });
    return [bill.discount?.minorUnits, bill.total?.minorUnits];
  };
  expect([await give(600n), await give(600n), await give(100n), await give(0n)]).toEqual([
    [600n, 2_000n],
    [600n, 2_000n],
    [100n, 2_500n],
    [undefined, 2_600n],
  ]);
  await give(600n);
  expect((await house.pay(await house.share(orderId))).amount?.minorUnits).toBe(2_000n);
  expect(await reasonOf(give(100n))).toBe("ORDER_CLOSED");
});
