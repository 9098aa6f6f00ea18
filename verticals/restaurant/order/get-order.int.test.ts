/** GetOrder: the table's one order, for those at the table. Method: the real restaurant, payments and content on one node. */
import { afterEach, beforeEach, expect, test } from "@jest/globals";
import {
  endHouse,
  GREENS,
  type House,
  PORK,
  reasonOf,
  startHouse,
  waiterElsewhere,
} from "../testing/start-restaurant.ts";

let house: House;
beforeEach(async () => {
  house = await startHouse();
});
afterEach(() => endHouse(house));

const LARGE = [{ groupId: "portion", optionId: "large" }];

test("R2: two phones read one cart; each line knows who added it, options add to the price", async () => {
  const { orderId } = await house.open();
  expect((await house.open("jn-b1-5t1w9d", 0, 1)).orderId).toBe(orderId);
  await house.put(orderId, GREENS);
  await house.put(orderId, PORK, { options: LARGE, note: "少糖", quantity: 2 }, 1);
  const order = await house.diner(1).getOrder({ orderId });
  expect(order.diners.map(({ displayName }) => displayName)).toEqual(["李**", "王**"]);
  expect(order.lines.map(({ addedById, unitPrice, quantity }) => [addedById, unitPrice?.minorUnits, quantity])).toEqual(
    [
      ["usr_demoshopper1", 2600n, 1],
      ["usr_demoshopper2", 7600n, 2],
    ],
  );
  expect([order.cartTotal?.minorUnits, order.total]).toEqual([17_800n, undefined]);
});

test("ORDER_NOT_FOUND: the order of another table, and one that is not there", async () => {
  const { orderId } = await house.open();
  expect(await reasonOf(house.diner(1).getOrder({ orderId }))).toBe("ORDER_NOT_FOUND");
  expect(await reasonOf(house.as(waiterElsewhere).getOrder({ orderId }))).toBe("ORDER_NOT_FOUND");
  expect(await reasonOf(house.waiter.getOrder({ orderId: "ord_nobody01" }))).toBe("ORDER_NOT_FOUND");
});
