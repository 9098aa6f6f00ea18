/** The check of the stock finds what is wrong: every kind of damage is made by hand once. */
import { afterEach, beforeEach, expect, test } from "@jest/globals";
import { basketModel } from "./basket/basket-model.ts";
import { itemModel } from "./item/item-model.ts";
import { receiptModel } from "./receipt/receipt-model.ts";
import { type Market, startMarket, WATER } from "./testing/start-market.ts";
import { verifyStock } from "./verify-stock.ts";

let market: Market;
let paidBasketId: string;
beforeEach(async () => {
  market = await startMarket();
  paidBasketId = await market.basket();
  await market.checkOut(paidBasketId, await market.code());
  await market.basket();
});
afterEach(() => market.stop());

const connection = () => market.store("supermarket").connection;
const check = () => verifyStock(market.store("supermarket"));

test("a sound store has no mismatch", async () => {
  expect(await check()).toEqual({ items: 28, baskets: 2, mismatches: [] });
});

test.each([
  ["available: 1", "1 + 0 on hand and 2 sold, but 10000 received"],
  ["available: -1", "-1 available"],
  ["reserved: 3", "3 reserved, but checkouts under way hold 0"],
])("an item with %s", async (change, mismatch) => {
  const [field, value] = change.split(": ");
  await itemModel(connection()).collection.updateOne(
    { _id: WATER.itemId as never },
    { $set: { [field!]: Number(value) } },
  );
  expect((await check()).mismatches).toContain(`item ${WATER.itemId}: ${mismatch}`);
});

test("a paid basket without its receipt, and goods sold that no receipt shows", async () => {
  await receiptModel(connection()).deleteOne({ _id: paidBasketId });
  expect((await check()).mismatches).toEqual([
    `basket ${paidBasketId} is PAID and has no receipt`,
    `item ${WATER.itemId}: 9998 + 0 on hand and 0 sold, but 10000 received`,
  ]);
});

test("a basket under way whose attempt is gone: an orphan reservation", async () => {
  const basketId = await market.basket();
  await basketModel(connection()).updateOne({ _id: basketId }, { $set: { state: "CHECKING_OUT", attemptId: "att_1" } });
  expect((await check()).mismatches).toEqual([
    `basket ${basketId} is CHECKING_OUT, its attempt under way is none`,
    `item ${WATER.itemId}: 0 reserved, but checkouts under way hold 2`,
  ]);
});
