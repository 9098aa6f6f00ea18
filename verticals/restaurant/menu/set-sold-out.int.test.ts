/** SetSoldOut: a dish that is out is out on every phone at once (V20). Method: the real restaurant, payments and content on one node. */
import { afterEach, beforeEach, expect, test } from "@jest/globals";
import {
  aLine,
  endHouse,
  GREENS,
  type House,
  reasonOf,
  STORE,
  startHouse,
  TOFU,
  waiterElsewhere,
} from "../testing/start-restaurant.ts";

let house: House;
beforeEach(async () => {
  house = await startHouse();
});
afterEach(() => endHouse(house));

const itemsOf = async (stationId = "") => (await house.cook.listKitchenItems({ storeId: STORE, stationId })).items;

test("V20: sold out at once everywhere: the line in the open cart is marked, and refused when it is sent", async () => {
  const { orderId } = await house.open();
  const lineIds = [await house.put(orderId), await house.put(orderId, TOFU)];
  await house.cook.setSoldOut({ dishId: GREENS, soldOut: true });
  const { lines } = await house.diner().getOrder({ orderId });
  expect(lines.map(({ unavailable }) => unavailable)).toEqual([true, false]);
  expect(await reasonOf(house.diner().sendOrder({ orderId, lineIds }))).toBe("DISH_SOLD_OUT");
  expect(await reasonOf(house.diner().putLine(aLine(orderId)))).toBe("DISH_SOLD_OUT");
  expect(await itemsOf()).toEqual([]);
  await house.cook.setSoldOut({ dishId: GREENS, soldOut: false });
  expect((await house.diner().sendOrder({ orderId, lineIds })).total?.minorUnits).toBe(4_800n);
});

test("DISH_NOT_FOUND: the dish of another restaurant", async () => {
  const elsewhere = house.as({ ...waiterElsewhere, roles: ["cook"] });
  expect(await reasonOf(elsewhere.setSoldOut({ dishId: TOFU, soldOut: true }))).toBe("DISH_NOT_FOUND");
});
