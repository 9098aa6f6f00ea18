/** GetBill: what a table owes, and what of it a reader may see. Method: the real restaurant, payments and content on one node. */
import { afterEach, beforeEach, expect, test } from "@jest/globals";
import { type Bill, DishRefundState, SplitMode } from "../../../proto/gen/paywindow/restaurant/v1/bill.ts";
import { anId, aSplit, endHouse, type House, reasonOf, startHouse, TOFU } from "../testing/start-restaurant.ts";

let house: House;
beforeEach(async () => {
  house = await startHouse();
});
afterEach(() => endHouse(house));

const { SPLIT_MODE_BY_PERSON } = SplitMode;

test("V22: who shares a table reads no other's user id and no other's trade; the staff read all, and what goes back", async () => {
  const { orderId, lineIds } = await house.ordered();
  await house.open("jn-b1-5t1w9d", 0, 1);
  const mine = await house.put(orderId, TOFU, {}, 1);
  await house.diner(1).sendOrder({ orderId, lineIds: [mine] });
  await house.diner().splitBill(aSplit(orderId, SPLIT_MODE_BY_PERSON));
  for (const [who, { shareId }] of (await house.waiter.getBill({ orderId })).shares.entries())
    await house.pay(shareId, who);
  await house.manager.refundDish({ refundId: anId("rfn"), lineId: lineIds[0]!, quantity: 1 });
  const idsOf = ({ shares }: Bill) => shares.map((share) => [share.personId, share.payerUserId, share.tradeId !== ""]);
  const [one, two] = [
    ["usr_demoshopper1", "usr_demoshopper1", true],
    ["usr_demoshopper2", "usr_demoshopper2", true],
  ];
  const [ofOne, ofTwo, ofStaff] = [
    await house.diner().getBill({ orderId }),
    await house.diner(1).getBill({ orderId }),
    await house.waiter.getBill({ orderId }),
  ];
  expect(idsOf(ofOne)).toEqual([one, ["", "", false]]);
  expect(idsOf(ofTwo)).toEqual([["", "", false], two]);
  expect(idsOf(ofStaff)).toEqual([one, two]);
  expect(ofOne.shares.map(({ personName }) => personName)).toEqual(["李**", "王**"]);
  expect([ofOne.refunds, ofStaff.refunds.map(({ state }) => state)]).toEqual([
    [],
    [DishRefundState.DISH_REFUND_STATE_DONE],
  ]);
});

test("nobody else's bill is there", async () => {
  const { orderId } = await house.ordered();
  expect(await reasonOf(house.diner(1).getBill({ orderId }))).toBe("ORDER_NOT_FOUND");
});
