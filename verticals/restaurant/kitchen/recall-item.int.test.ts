/** RecallItem: what was bumped by mistake goes back, once (V21). Method: the real restaurant, payments and content on one node. */
import { afterEach, beforeEach, expect, test } from "@jest/globals";
import { KitchenStage } from "../../../proto/gen/paywindow/restaurant/v1/order.ts";
import { endHouse, type House, reasonOf, STORE, startHouse } from "../testing/start-restaurant.ts";

let house: House;
beforeEach(async () => {
  house = await startHouse();
});
afterEach(() => endHouse(house));

const itemsOf = async (stationId = "") => (await house.cook.listKitchenItems({ storeId: STORE, stationId })).items;

test("V21: back from SERVED stage by stage, each once; what is NEW has nowhere to go", async () => {
  const { lineIds } = await house.ordered();
  const itemId = `kit_${lineIds[0]!.slice(4)}`;
  const { KITCHEN_STAGE_NEW, KITCHEN_STAGE_PREPARING, KITCHEN_STAGE_READY } = KitchenStage;
  for (const fromStage of [KITCHEN_STAGE_NEW, KITCHEN_STAGE_PREPARING, KITCHEN_STAGE_READY])
    await house.cook.bumpItem({ itemId, fromStage });
  expect(await itemsOf()).toEqual([]);
  expect((await house.cook.recallItem({ itemId, fromStage: 4 })).stage).toBe(KITCHEN_STAGE_READY);
  expect((await house.cook.recallItem({ itemId, fromStage: 4 })).stage).toBe(KITCHEN_STAGE_READY);
  await house.cook.recallItem({ itemId, fromStage: 3 });
  expect((await house.cook.recallItem({ itemId, fromStage: 2 })).stage).toBe(KITCHEN_STAGE_NEW);
  expect(await reasonOf(house.cook.recallItem({ itemId, fromStage: 3 }))).toBe("STAGE_CHANGED");
  expect(await reasonOf(house.cook.recallItem({ itemId, fromStage: 1 }))).toBe("REQUEST_INVALID");
});
