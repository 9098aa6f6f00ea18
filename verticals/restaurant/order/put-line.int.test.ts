/** PutLine and SendOrder: one cart of several phones, and what becomes of lines in the kitchen. Method: the real services on one node. */
import { afterEach, beforeEach, expect, test } from "@jest/globals";
import { LineState, OrderState } from "../../../proto/gen/paywindow/restaurant/v1/order.ts";
import {
  aLine,
  anId,
  GREENS,
  type House,
  LUNCH_SET,
  PORK,
  reasonOf,
  startHouse,
  TOFU,
} from "../testing/start-restaurant.ts";

let house: House;
beforeEach(async () => {
  house = await startHouse();
});
afterEach(() => house.stop());

const LARGE = [{ groupId: "portion", optionId: "large" }];

test("R2: two phones put dishes into one cart; each line knows who added it, options add to the price", async () => {
  const { orderId } = await house.open();
  expect((await house.open("jn-b1-5t1w9d", 0, 1)).orderId).toBe(orderId);
  await house.put(orderId, GREENS);
  await house.put(orderId, PORK, { options: LARGE, note: "少糖", quantity: 2 }, 1);
  const order = await house.diner(1).getOrder({ orderId });
  expect(order.diners.map(({ displayName }) => displayName)).toEqual(["李**", "王**"]);
  expect(order.lines.map(({ addedById, unitPrice, quantity }) => [addedById, unitPrice?.minorUnits, quantity])).toEqual(
    [
      ["usr_demoshopper1", 2600n, 1],
      ["usr_demoshopper2", 7600n, 2],
    ],
  );
  expect([order.cartTotal?.minorUnits, order.total]).toEqual([17_800n, undefined]);
});

test("V20: the same line sent again is the same line; another change of it in between is told", async () => {
  const { orderId } = await house.open();
  const line = aLine(orderId);
  await house.diner().putLine(line);
  await house.diner().putLine(line);
  await house.diner().putLine({ ...line, baseVersion: 1, quantity: 3 });
  expect(await reasonOf(house.diner().putLine({ ...line, baseVersion: 1, quantity: 5 }))).toBe("LINE_CHANGED");
  await house.diner().putLine({ ...line, baseVersion: 2, quantity: 0 });
  expect(await reasonOf(house.diner().putLine(line))).toBe("LINE_CHANGED");
  expect((await house.diner().getOrder({ orderId })).lines).toEqual([]);
});

test.each([
  ["OPTIONS_WRONG", { dishId: PORK }],
  ["OPTIONS_WRONG", { options: LARGE }],
  ["OPTIONS_WRONG", { dishId: PORK, options: [...LARGE, { groupId: "portion", optionId: "regular" }] }],
  ["DISH_NOT_FOUND", { dishId: "dsh_nobody01" }],
  ["ORDER_NOT_FOUND", { orderId: "ord_nobody01" }],
  ["LINE_NOT_FOUND", { baseVersion: 3 }],
])("%s: refused, and nothing is written", async (reason, change) => {
  const { orderId } = await house.open();
  expect(await reasonOf(house.diner().putLine({ ...aLine(orderId), ...change }))).toBe(reason);
  expect((await house.diner().getOrder({ orderId })).lines).toEqual([]);
});

test("ID_REUSED, ORDER_NOT_FOUND: a line's id of another order, and the order of another table, are nobody's", async () => {
  const [one, other] = [await house.open(), await house.open("jn-b2-7n4q6z", 2, 1)];
  const lineId = await house.put(one.orderId);
  expect(await reasonOf(house.diner(1).putLine(aLine(other.orderId, GREENS, { lineId })))).toBe("ID_REUSED");
  expect(await reasonOf(house.diner(1).getOrder({ orderId: one.orderId }))).toBe("ORDER_NOT_FOUND");
});

test("V20: sold out at once everywhere: the line in the open cart is marked, and refused when it is sent", async () => {
  const { orderId } = await house.open();
  const lineIds = [await house.put(orderId), await house.put(orderId, TOFU)];
  await house.cook.setSoldOut({ dishId: GREENS, soldOut: true });
  const { lines } = await house.diner().getOrder({ orderId });
  expect(lines.map(({ unavailable }) => unavailable)).toEqual([true, false]);
  expect(await reasonOf(house.diner().sendOrder({ orderId, lineIds }))).toBe("DISH_SOLD_OUT");
  expect(await reasonOf(house.diner().putLine(aLine(orderId)))).toBe("DISH_SOLD_OUT");
  expect((await house.cook.listKitchenItems({ storeId: "str_demorestaurant1", stationId: "" })).items).toEqual([]);
  await house.cook.setSoldOut({ dishId: GREENS, soldOut: false });
  expect((await house.diner().sendOrder({ orderId, lineIds })).total?.minorUnits).toBe(4_800n);
});

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
  const { items } = await house.cook.listKitchenItems({ storeId: "str_demorestaurant1", stationId: "" });
  expect(items.map(({ dishName, sendNumber }) => [dishName, sendNumber])).toEqual([
    ["清炒时蔬", 1],
    ["马兰头拌香干", 2],
  ]);
  const { lineId } = aLine(orderId);
  expect(await reasonOf(house.diner().sendOrder({ orderId, lineIds: [lineId] }))).toBe("LINE_NOT_FOUND");
});

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
  const { items } = await house.cook.listKitchenItems({ storeId: "str_demorestaurant1", stationId: "hot" });
  expect(items).toHaveLength(1);
  expect(items[0]!.changes.map((one) => [one.quantityBefore, one.quantityAfter, one.noteAfter])).toEqual([
    [3, 2, "少盐"],
    [2, 0, "少盐"],
  ]);
  await house.cook.acknowledgeChanges({ itemId: items[0]!.itemId, seenChanges: 2 });
  expect((await house.cook.listKitchenItems({ storeId: "str_demorestaurant1", stationId: "" })).items).toEqual([]);
  expect(await house.verify()).toEqual([]);
});

test("DISH_ALREADY_MADE: what is ready is cancelled by a manager alone", async () => {
  const { orderId, lineIds } = await house.ordered();
  const itemId = `kit_${lineIds[0]!.slice(4)}`;
  await house.cook.bumpItem({ itemId, fromStage: 1 });
  await house.cook.bumpItem({ itemId, fromStage: 2 });
  const cancel = aLine(orderId, GREENS, { lineId: lineIds[0]!, baseVersion: 2, quantity: 0 });
  expect(await reasonOf(house.waiter.putLine(cancel))).toBe("DISH_ALREADY_MADE");
  expect((await house.manager.putLine(cancel)).lines[0]!.state).toBe(LineState.LINE_STATE_CANCELLED);
});

test("V20: merging tables re-sends nothing: the dishes go to both tables, and a phone with the old order finds the new", async () => {
  const { orderId, lineIds } = await house.ordered();
  const other = await house.open("jn-b2-7n4q6z", 2, 1);
  const added = await house.put(other.orderId, TOFU, {}, 1);
  const merged = await house.waiter.mergeTables({ fromTableId: "tbl_demob1", intoTableId: "tbl_demob2" });
  await house.waiter.mergeTables({ fromTableId: "tbl_demob1", intoTableId: "tbl_demob2" });
  expect(merged).toMatchObject({ orderId: other.orderId, tableNumbers: ["B2", "B1"], partySize: 4 });
  const { items } = await house.cook.listKitchenItems({ storeId: "str_demorestaurant1", stationId: "" });
  expect(items.map(({ tableNumbers, changes }) => [tableNumbers, changes])).toEqual([[["B2", "B1"], []]]);
  const seen = await house.diner().getOrder({ orderId });
  expect([seen.orderId, seen.state]).toEqual([other.orderId, OrderState.ORDER_STATE_OPEN]);
  await house.diner().sendOrder({ orderId, lineIds: [...lineIds, added] });
  expect((await house.cook.listKitchenItems({ storeId: "str_demorestaurant1", stationId: "" })).items).toHaveLength(2);
  expect(await house.verify()).toEqual([]);
});

test("CART_EMPTY, TABLE_NOT_OPEN: nothing to send, nobody to merge", async () => {
  const { orderId } = await house.open();
  const line = aLine(orderId, GREENS, { lineId: anId("lin") });
  await house.diner().putLine(line);
  await house.diner().putLine({ ...line, baseVersion: 1, quantity: 0 });
  expect(await reasonOf(house.diner().sendOrder({ orderId, lineIds: [line.lineId] }))).toBe("CART_EMPTY");
  expect(await reasonOf(house.waiter.mergeTables({ fromTableId: "tbl_demob1", intoTableId: "tbl_demob3" }))).toBe(
    "TABLE_NOT_OPEN",
  );
});
