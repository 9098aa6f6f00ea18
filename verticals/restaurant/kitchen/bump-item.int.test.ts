/** BumpItem: a dish moves on, once, whoever presses; who fetches it is told (R10, V21). Method: the real restaurant, payments and content on one node. */

import { afterEach, beforeEach, expect, test } from "@jest/globals";
import { queueOf } from "../testing/queue-calls.ts";
import { endHouse, type House, reasonOf, STORE, startHouse } from "../testing/start-restaurant.ts";

let house: House;
beforeEach(async () => {
  house = await startHouse();
});
afterEach(() => endHouse(house));

const inbox = (who: string) => queueOf(house).inbox(who);

test("R10, V21: stages, bump and recall once each, the average, a drink to be fetched on the board and in the inbox", async () => {
  const { orderId } = await house.open();
  const options = [{ groupId: "temperature", optionId: "hot" }];
  const lineId = await house.put(orderId, "dsh_demo0018", { options });
  await house.diner().sendOrder({ orderId, lineIds: [lineId] });
  const itemId = `kit_${lineId.slice(4)}`;
  await house.cook.bumpItem({ itemId, fromStage: 1 });
  await house.cook.bumpItem({ itemId, fromStage: 1 });
  house.clock.advance(90_000);
  await house.cook.bumpItem({ itemId, fromStage: 2 });
  const board = await house.cook.getBoard({ storeId: STORE });
  expect(board.readyDishes.map(({ tableNumber, dishName }) => [tableNumber, dishName])).toEqual([["B1", "龙井茶"]]);
  expect((await inbox("usr_demoshopper1")).map(({ title }) => title?.zh)).toEqual(["请取餐"]);
  expect((await house.cook.listKitchenItems({ storeId: STORE, stationId: "drinks" })).averageS).toBe(90);
  await house.cook.recallItem({ itemId, fromStage: 3 });
  expect(await reasonOf(house.cook.recallItem({ itemId, fromStage: 4 }))).toBe("STAGE_CHANGED");
  await house.cook.bumpItem({ itemId, fromStage: 2 });
  const served = await house.waiter.bumpItem({ itemId, fromStage: 3 });
  expect([served.stage, served.changes]).toEqual([4, []]);
  const { items, served: recallable } = await house.cook.listKitchenItems({ storeId: STORE, stationId: "" });
  expect([items, recallable.map((item) => item.itemId)]).toEqual([[], [itemId]]);
  expect(await reasonOf(house.cook.bumpItem({ itemId: "kit_nobody01", fromStage: 1 }))).toBe("KITCHEN_ITEM_NOT_FOUND");
});
