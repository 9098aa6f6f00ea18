/** GetReceipt: of paid baskets, for those who work in the store. (The whole receipt: check-out-basket.int.test.ts.) */
import { afterAll, beforeAll, expect, test } from "@jest/globals";
import { aBasketId, cashierElsewhere, type Market, reasonOf, startMarket } from "../testing/start-market.ts";

let market: Market;
beforeAll(async () => {
  market = await startMarket();
});
afterAll(() => market.stop());

test("V6: the receipt of a paid basket is what the checkout answered", async () => {
  const basketId = await market.basket();
  const receipt = await market.checkOut(basketId, await market.code());
  expect(await market.till.getReceipt({ basketId })).toEqual(receipt);
});

test("an unpaid basket, another's and none at all have no receipt", async () => {
  const [open, paid] = [await market.basket(), await market.basket()];
  await market.checkOut(paid, await market.code());
  expect(await reasonOf(market.till.getReceipt({ basketId: open }))).toBe("RECEIPT_NOT_FOUND");
  expect(await reasonOf(market.as(cashierElsewhere).getReceipt({ basketId: paid }))).toBe("RECEIPT_NOT_FOUND");
  expect(await reasonOf(market.till.getReceipt({ basketId: aBasketId() }))).toBe("RECEIPT_NOT_FOUND");
});
