/** The check of orders, kitchen, bills and tables finds what is wrong: every kind of damage is made by hand once. */
import { afterEach, beforeEach, expect, test } from "@jest/globals";
import { GREENS, type House, startHouse } from "./testing/start-restaurant.ts";

let house: House;
let orderId: string;
let lineId: string;
let shareId: string;
beforeEach(async () => {
  house = await startHouse();
  const order = await house.ordered([[GREENS, 1]]);
  orderId = order.orderId;
  lineId = order.lineIds[0]!;
  shareId = await house.share(orderId);
  await house.pay(shareId);
});
afterEach(() => house.stop());

const collection = (name: string) => house.store("restaurant").connection.collection(name);
const change = (name: string, filter: object, fields: object) => collection(name).updateOne(filter, { $set: fields });

test("a sound store has no mismatch", async () => {
  expect(await house.verify()).toEqual([]);
});

test.each([
  [
    { linesTotal: 2_500n },
    () => [
      `order ${orderId}: bill of 2500, lines of 2600`,
      `order ${orderId}: shares of 2600, bill of 2500`,
      `order ${orderId} is PAID, 2600 of 2500 paid`,
    ],
  ],
  [{ shared: 2_599n }, () => [`order ${orderId}: 2599 shared, shares of 2600`]],
  [{ paid: 0n }, () => [`order ${orderId}: 0 paid, paid shares of 2600`, `order ${orderId} is PAID, 0 of 2600 paid`]],
  [
    { state: "OPEN", tableIds: [] },
    () => [
      `order ${orderId} is OPEN, 2600 of 2600 paid`,
      expect.stringMatching(/^table tbl_\w+ has the order /),
      `order ${orderId} is open at no table`,
    ],
  ],
])("V22: an order with %j", async (fields, found) => {
  await change("orders", { _id: orderId }, fields);
  expect(await house.verify()).toEqual(found());
});

test("V22: a share whose trade paid less, and one that says it gave money back", async () => {
  await change("shares", { _id: shareId }, { amount: 2_601n });
  expect(await house.verify()).toContain(`share ${shareId} of 2601 is paid, its trade has 2600`);
  await change("shares", { _id: shareId }, { amount: 2_600n, refunded: 100n });
  expect(await house.verify()).toContain(`share ${shareId}: 100 given back, refunds of 0`);
});

test("V20: what the kitchen makes is what was sent, once", async () => {
  await change("kitchen_items", { lineId }, { quantity: 2 });
  expect(await house.verify()).toEqual([`line ${lineId}: 1, the kitchen makes 2`]);
  await change("kitchen_items", { lineId }, { quantity: 1, lineId: "lin_nobody0001" });
  expect(await house.verify()).toEqual([
    `line ${lineId} is SENT, the kitchen has none`,
    `order ${orderId}: the kitchen makes 1 dishes of no line`,
  ]);
});
