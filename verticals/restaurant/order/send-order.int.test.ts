/** SendOrder: what is in the cart goes to the kitchen, once (R10, V20). Method: the real restaurant, payments and content on one node. */
import { afterEach, beforeEach, expect, test } from "@jest/globals";
import {
  aLine,
  anId,
  endHouse,
  GREENS,
  type House,
  LUNCH_SET,
  reasonOf,
  STORE,
  startHouse,
  TOFU,
} from "../testing/start-restaurant.ts";

let house: House;
beforeEach(async () => {
  house = await startHouse();
});
afterEach(() => endHouse(house));

test("V20: a dish of the lunch is not sent after lunch (DISH_NOT_AT_THIS_TIME)", async () => {
  const { orderId } = await house.open();
  const lineId = await house.put(orderId, LUNCH_SET);
  house.clock.advance(3 * 3_600_000);
  expect(await reasonOf(house.diner().sendOrder({ orderId, lineIds: [lineId] }))).toBe("DISH_NOT_AT_THIS_TIME");
  expect(await reasonOf(house.diner().putLine(aLine(orderId, LUNCH_SET)))).toBe("DISH_NOT_AT_THIS_TIME");
});

test("R10, V20: what is added later is a further ticket; sending again sends nothing", async () => {
  const { orderId, lineIds } = await house.ordered();
  await house.diner().sendOrder({ orderId, lineIds });
  const later = await house.put(orderId, TOFU);
  await house.diner().sendOrder({ orderId, lineIds: [...lineIds, later] });
  const { items } = await house.cook.listKitchenItems({ storeId: STORE, stationId: "" });
  expect(items.map(({ dishName, sendNumber }) => [dishName, sendNumber])).toEqual([
    ["清炒时蔬", 1],
    ["马兰头拌香干", 2],
  ]);
  const { lineId } = aLine(orderId);
  expect(await reasonOf(house.diner().sendOrder({ orderId, lineIds: [lineId] }))).toBe("LINE_NOT_FOUND");
});

test("CART_EMPTY: nothing to send", async () => {
  const { orderId } = await house.open();
  const line = aLine(orderId, GREENS, { lineId: anId("lin") });
  await house.diner().putLine(line);
  await house.diner().putLine({ ...line, baseVersion: 1, quantity: 0 });
  expect(await reasonOf(house.diner().sendOrder({ orderId, lineIds: [line.lineId] }))).toBe("CART_EMPTY");
});
