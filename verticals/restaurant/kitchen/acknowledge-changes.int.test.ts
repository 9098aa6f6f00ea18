/** AcknowledgeChanges: a change after sending stays on the screen until a cook has seen it (V20). Method: the real restaurant, payments and content on one node. */
import { afterEach, beforeEach, expect, test } from "@jest/globals";
import { LineState } from "../../../proto/gen/paywindow/restaurant/v1/order.ts";
import { aLine, endHouse, GREENS, type House, reasonOf, STORE, startHouse } from "../testing/start-restaurant.ts";

let house: House;
beforeEach(async () => {
  house = await startHouse();
});
afterEach(() => endHouse(house));

const itemsOf = async (stationId = "") => (await house.cook.listKitchenItems({ storeId: STORE, stationId })).items;

test("V20: a change and a cancel after sending show in the kitchen as changes, by the staff alone", async () => {
  const { orderId, lineIds } = await house.ordered([[GREENS, 3]]);
  const [lineId] = lineIds as [string];
  const change = aLine(orderId, GREENS, { lineId, baseVersion: 2, quantity: 2, note: "少盐" });
  expect(await reasonOf(house.diner().putLine(change))).toBe("LINE_SENT");
  expect(await reasonOf(house.waiter.putLine({ ...change, quantity: 4 }))).toBe("LINE_SENT");
  await house.waiter.putLine(change);
  const order = await house.waiter.putLine({ ...change, baseVersion: 3, quantity: 0 });
  expect(order.lines[0]).toMatchObject({ state: LineState.LINE_STATE_CANCELLED, quantity: 0 });
  expect(order.total).toBeUndefined();
  const { items } = await house.cook.listKitchenItems({ storeId: STORE, stationId: "hot" });
  expect(items).toHaveLength(1);
  expect(items[0]!.changes.map((one) => [one.quantityBefore, one.quantityAfter, one.noteAfter])).toEqual([
    [3, 2, "少盐"],
    [2, 0, "少盐"],
  ]);
  await house.cook.acknowledgeChanges({ itemId: items[0]!.itemId, seenChanges: 2 });
  expect(await itemsOf()).toEqual([]);
  expect(await house.verify()).toEqual([]);
});
