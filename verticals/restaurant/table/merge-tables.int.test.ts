/** MergeTables: two parties become one, and nothing is sent again (V20). Method: the real restaurant, payments and content on one node. */
import { afterEach, beforeEach, expect, test } from "@jest/globals";
import { OrderState } from "../../../proto/gen/paywindow/restaurant/v1/order.ts";
import { endHouse, type House, reasonOf, STORE, startHouse, TOFU } from "../testing/start-restaurant.ts";

let house: House;
beforeEach(async () => {
  house = await startHouse();
});
afterEach(() => endHouse(house));

const itemsOf = async (stationId = "") => (await house.cook.listKitchenItems({ storeId: STORE, stationId })).items;

test("V20: merging tables re-sends nothing: the dishes go to both tables, and a phone with the old order finds the new", async () => {
  const { orderId, lineIds } = await house.ordered();
  const other = await house.open("jn-b2-7n4q6z", 2, 1);
  const added = await house.put(other.orderId, TOFU, {}, 1);
  const merged = await house.waiter.mergeTables({ fromTableId: "tbl_demob1", intoTableId: "tbl_demob2" });
  await house.waiter.mergeTables({ fromTableId: "tbl_demob1", intoTableId: "tbl_demob2" });
  expect(merged).toMatchObject({ orderId: other.orderId, tableNumbers: ["B2", "B1"], partySize: 4 });
  const { items } = await house.cook.listKitchenItems({ storeId: STORE, stationId: "" });
  expect(items.map(({ tableNumbers, changes }) => [tableNumbers, changes])).toEqual([[["B2", "B1"], []]]);
  const seen = await house.diner().getOrder({ orderId });
  expect([seen.orderId, seen.state]).toEqual([other.orderId, OrderState.ORDER_STATE_OPEN]);
  await house.diner().sendOrder({ orderId, lineIds: [...lineIds, added] });
  expect(await itemsOf()).toHaveLength(2);
  expect(await house.verify()).toEqual([]);
});

test("TABLE_NOT_OPEN: nobody to merge", async () => {
  await house.open();
  expect(await reasonOf(house.waiter.mergeTables({ fromTableId: "tbl_demob1", intoTableId: "tbl_demob3" }))).toBe(
    "TABLE_NOT_OPEN",
  );
});
