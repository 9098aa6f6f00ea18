/** VoidBasket: open baskets only. (One that is being paid: recover-checkouts.int.test.ts.) */
import { afterAll, beforeAll, expect, test } from "@jest/globals";
import { BasketState } from "../../../proto/gen/paywindow/supermarket/v1/supermarket.ts";
import { aBasketId, cashierElsewhere, type Market, reasonOf, startMarket } from "../testing/start-market.ts";

let market: Market;
beforeAll(async () => {
  market = await startMarket();
});
afterAll(() => market.stop());

test("V5: an open basket is given up, and again gives the same basket", async () => {
  const basketId = await market.basket();
  const voided = await market.till.voidBasket({ basketId });
  expect(voided).toMatchObject({ basketId, state: BasketState.BASKET_STATE_VOIDED });
  expect(await market.till.voidBasket({ basketId })).toEqual(voided);
});

test("a paid basket is not given up", async () => {
  const basketId = await market.basket();
  await market.checkOut(basketId, await market.code());
  expect(await reasonOf(market.till.voidBasket({ basketId }))).toBe("BASKET_NOT_OPEN");
  expect((await market.till.getBasket({ basketId })).state).toBe(BasketState.BASKET_STATE_PAID);
});

test("another's basket, and none at all, are BASKET_NOT_FOUND", async () => {
  const basketId = await market.basket();
  expect(await reasonOf(market.as(cashierElsewhere).voidBasket({ basketId }))).toBe("BASKET_NOT_FOUND");
  expect(await reasonOf(market.till.voidBasket({ basketId: aBasketId() }))).toBe("BASKET_NOT_FOUND");
  expect((await market.till.getBasket({ basketId })).state).toBe(BasketState.BASKET_STATE_OPEN);
});

test("V3: a void and a checkout at once: one of them wins, never both", async () => {
  for (let round = 0; round < 5; round++) {
    const [basketId, code] = [await market.basket(), await market.code()];
    const [paid, voided] = await Promise.allSettled([
      market.checkOut(basketId, code),
      market.till.voidBasket({ basketId }),
    ]);
    expect([paid.status, voided.status].sort()).toEqual(["fulfilled", "rejected"]);
  }
});
