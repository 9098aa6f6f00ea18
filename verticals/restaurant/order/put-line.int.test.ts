/** PutLine: one cart of several phones, and what becomes of lines in the kitchen (R2, V20). Method: the real restaurant, payments and content on one node. */
import { afterEach, beforeEach, expect, test } from "@jest/globals";
import { LineState } from "../../../proto/gen/paywindow/restaurant/v1/order.ts";
import { aLine, endHouse, GREENS, type House, PORK, reasonOf, startHouse } from "../testing/start-restaurant.ts";

let house: House;
beforeEach(async () => {
  house = await startHouse();
});
afterEach(() => endHouse(house));

const LARGE = [{ groupId: "portion", optionId: "large" }];

test("R2: two phones put dishes into one cart; each line knows who added it, options add to the price", async () => {
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

test("V20: the same line sent again is the same line; another change of it in between is told", async () => {
  const { orderId } = await house.open();
  const line = aLine(orderId);
  await house.diner().putLine(line);
  await house.diner().putLine(line);
  await house.diner().putLine({ ...line, baseVersion: 1, quantity: 3 });
  expect(await reasonOf(house.diner().putLine({ ...line, baseVersion: 1, quantity: 5 }))).toBe("LINE_CHANGED");
  await house.diner().putLine({ ...line, baseVersion: 2, quantity: 0 });
  expect(await reasonOf(house.diner().putLine(line))).toBe("LINE_CHANGED");
  expect((await house.diner().getOrder({ orderId })).lines).toEqual([]);
});

test.each([
  ["OPTIONS_WRONG", { dishId: PORK }],
  ["OPTIONS_WRONG", { options: LARGE }],
  ["OPTIONS_WRONG", { dishId: PORK, options: [...LARGE, { groupId: "portion", optionId: "regular" }] }],
  ["DISH_NOT_FOUND", { dishId: "dsh_nobody01" }],
  ["ORDER_NOT_FOUND", { orderId: "ord_nobody01" }],
  ["LINE_NOT_FOUND", { baseVersion: 3 }],
])("%s: refused, and nothing is written", async (reason, change) => {
  const { orderId } = await house.open();
  expect(await reasonOf(house.diner().putLine({ ...aLine(orderId), ...change }))).toBe(reason);
  expect((await house.diner().getOrder({ orderId })).lines).toEqual([]);
});

test("ID_REUSED, ORDER_NOT_FOUND: a line's id of another order, and the order of another table, are nobody's", async () => {
  const [one, other] = [await house.open(), await house.open("jn-b2-7n4q6z", 2, 1)];
  const lineId = await house.put(one.orderId);
  expect(await reasonOf(house.diner(1).putLine(aLine(other.orderId, GREENS, { lineId })))).toBe("ID_REUSED");
  expect(await reasonOf(house.diner(1).getOrder({ orderId: one.orderId }))).toBe("ORDER_NOT_FOUND");
});

test("DISH_ALREADY_MADE: what is ready is cancelled by a manager alone", async () => {
  const { orderId, lineIds } = await house.ordered();
  const itemId = `kit_${lineIds[0]!.slice(4)}`;
  await house.cook.bumpItem({ itemId, fromStage: 1 });
  await house.cook.bumpItem({ itemId, fromStage: 2 });
  const cancel = aLine(orderId, GREENS, { lineId: lineIds[0]!, baseVersion: 2, quantity: 0 });
  expect(await reasonOf(house.waiter.putLine(cancel))).toBe("DISH_ALREADY_MADE");
  expect((await house.manager.putLine(cancel)).lines[0]!.state).toBe(LineState.LINE_STATE_CANCELLED);
});
