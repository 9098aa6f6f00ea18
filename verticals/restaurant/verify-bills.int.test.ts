/** The check of the bills finds what is wrong: every kind of damage is made by hand once. */
import { afterEach, beforeEach, expect, test } from "@jest/globals";
import { shareModel } from "./bill/share-model.ts";
import { kitchenItemModel } from "./kitchen/kitchen-item-model.ts";
import { orderModel } from "./order/order-model.ts";
import { tableModel } from "./table/table-model.ts";
import { type House, startHouse } from "./testing/start-restaurant.ts";

let house: House;
let orderId: string;
beforeEach(async () => {
  house = await startHouse();
  ({ orderId } = await house.ordered());
  await house.pay(await house.share(orderId));
});
afterEach(() => house.stop());

const connection = () => house.store("restaurant").connection;

test("a sound store has no mismatch", async () => {
  expect(await house.verify()).toEqual([]);
});

test("a dish of the bill that the kitchen does not make, and another quantity", async () => {
  await kitchenItemModel(connection()).updateOne({ orderId }, { $set: { quantity: 3 } });
  expect(await house.verify()).toEqual([expect.stringMatching(/^line lin_\d+: 1, the kitchen makes 3$/)]);
  await kitchenItemModel(connection()).deleteOne({ orderId });
  expect(await house.verify()).toEqual([expect.stringMatching(/^line lin_\d+ is SENT, the kitchen has none$/)]);
});

test("a bill that is not its lines, and is paid all the same", async () => {
  await orderModel(connection()).updateOne({ _id: orderId }, { $set: { linesTotal: 2_700n } });
  expect(await house.verify()).toEqual([
    `order ${orderId}: bill of 2700, lines of 2600`,
    `order ${orderId} is PAID, 2600 of 2700 paid`,
  ]);
});

test("a paid share whose trade is another's", async () => {
  await shareModel(connection()).updateOne({ orderId }, { $set: { attempt: 9 } });
  expect(await house.verify()).toEqual([
    expect.stringMatching(/^share shr_\w+ of 2600 is paid, its trade has nothing$/),
  ]);
});

test("something given back that no refund knows", async () => {
  await shareModel(connection()).updateOne({ orderId }, { $set: { refunded: 5n } });
  expect(await house.verify()).toEqual([expect.stringMatching(/^share shr_\w+: 5 given back, refunds of 0$/)]);
});

test("a table with an order that is another table's, and an open order at no table", async () => {
  const { orderId: open } = await house.open("jn-b2-7n4q6z");
  await tableModel(connection()).updateOne({ _id: "tbl_demob2" }, { $set: { orderId } });
  expect(await house.verify()).toEqual([
    `table tbl_demob2 has the order ${orderId}`,
    `order ${open} is open at no table`,
  ]);
});
