/** GetMenu: what can be had now (V20). Method: the real restaurant, payments and content on one node. */
import { afterEach, beforeEach, expect, test } from "@jest/globals";
import { endHouse, type House, LUNCH_SET, reasonOf, STORE, startHouse } from "../testing/start-restaurant.ts";

let house: House;
beforeEach(async () => {
  house = await startHouse();
});
afterEach(() => endHouse(house));

test("V20: a dish of the lunch can be ordered at noon and not at three; STORE_NOT_FOUND", async () => {
  const lunch = async () =>
    (await house.diner().getMenu({ storeId: STORE })).dishes.find(({ dishId }) => dishId === LUNCH_SET);
  expect(await lunch()).toMatchObject({ orderable: true, soldOut: false });
  house.clock.advance(3 * 3_600_000);
  expect(await lunch()).toMatchObject({ orderable: false, soldOut: false });
  expect(await reasonOf(house.diner().getMenu({ storeId: "str_nobody01" }))).toBe("STORE_NOT_FOUND");
});
