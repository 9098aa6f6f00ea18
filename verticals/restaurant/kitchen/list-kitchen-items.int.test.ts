/** ListKitchenItems: each station sees its own (V21). Method: the real restaurant, payments and content on one node. */
import { afterEach, beforeEach, expect, test } from "@jest/globals";
import { endHouse, type House, PORK, STORE, startHouse, TOFU } from "../testing/start-restaurant.ts";

let house: House;
beforeEach(async () => {
  house = await startHouse();
});
afterEach(() => endHouse(house));

const LARGE = [{ groupId: "portion", optionId: "large" }];
const itemsOf = async (stationId = "") => (await house.cook.listKitchenItems({ storeId: STORE, stationId })).items;

test("V21: of one station, of all, and of no other restaurant's; with the table and what was chosen", async () => {
  const { orderId } = await house.ordered();
  const lineId = await house.put(orderId, PORK, { options: LARGE, note: "少糖" });
  const cold = await house.put(orderId, TOFU);
  await house.diner().sendOrder({ orderId, lineIds: [lineId, cold] });
  const namesOf = async (stationId: string) => (await itemsOf(stationId)).map(({ dishName }) => dishName);
  expect((await namesOf("")).toSorted()).toEqual([...(await namesOf("hot")), ...(await namesOf("cold"))].toSorted());
  expect(await namesOf("cold")).toEqual(["马兰头拌香干"]);
  const pork = (await itemsOf("hot")).find(({ note }) => note === "少糖");
  expect([pork?.tableNumbers, pork?.options.map(({ optionId }) => optionId)]).toEqual([["B1"], ["large"]]);
});
