/** GetStore: the restaurant as a diner or its staff see it. Method: the real restaurant, payments and content on one node. */
import { afterEach, beforeEach, expect, test } from "@jest/globals";
import { endHouse, type House, reasonOf, STORE, startHouse } from "../testing/start-restaurant.ts";

let house: House;
beforeEach(async () => {
  house = await startHouse();
});
afterEach(() => endHouse(house));

test("the staff have the code of the door, a diner has not; STORE_NOT_FOUND", async () => {
  const [ofDiner, ofStaff] = [
    await house.diner().getStore({ storeId: STORE }),
    await house.waiter.getStore({ storeId: STORE }),
  ];
  expect([ofDiner.doorCode, ofStaff.doorCode]).toEqual(["", "WESTLAKE-DOOR-7Q4K"]);
  expect([ofDiner.nameEn, ofDiner.queue?.smallMax]).toEqual([ofStaff.nameEn, 2]);
  expect(await reasonOf(house.diner().getStore({ storeId: "str_nobody01" }))).toBe("STORE_NOT_FOUND");
});
