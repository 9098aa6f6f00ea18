/** ListTables: the dining room. Method: the real restaurant, payments and content on one node. */
import { afterEach, beforeEach, expect, test } from "@jest/globals";
import { endHouse, type House, STORE, startHouse } from "../testing/start-restaurant.ts";

let house: House;
beforeEach(async () => {
  house = await startHouse();
});
afterEach(() => endHouse(house));

test("in the order of their numbers, with who sits where and the codes on them", async () => {
  const { orderId } = await house.open();
  const { tables } = await house.waiter.listTables({ storeId: STORE });
  expect(tables.map(({ tableNumber }) => tableNumber)).toEqual(["A1", "A2", "A3", "B1", "B2", "B3", "C1", "C2", "V1"]);
  expect(tables.filter((table) => table.orderId)).toMatchObject([
    { tableNumber: "B1", orderId, qrCode: "jn-b1-5t1w9d" },
  ]);
});
