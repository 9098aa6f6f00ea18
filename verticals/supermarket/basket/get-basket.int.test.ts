/** GetBasket: one's own baskets, and nobody else's. */
import { afterAll, beforeAll, expect, test } from "@jest/globals";
import { aBasketId, cashierElsewhere, type Market, refusalOf, startMarket } from "../testing/start-market.ts";

let market: Market;
beforeAll(async () => {
  market = await startMarket();
});
afterAll(() => market.stop());

test("a stored basket is given back", async () => {
  const basketId = await market.basket();
  expect(await market.till.getBasket({ basketId })).toMatchObject({
    basketId,
    revision: 1,
    total: { minorUnits: 400n },
  });
});

test("another's basket and none at all are BASKET_NOT_FOUND alike", async () => {
  const elsewhere = market.as(cashierElsewhere);
  const others = await refusalOf(elsewhere.getBasket({ basketId: await market.basket() }));
  const nobodys = await refusalOf(elsewhere.getBasket({ basketId: aBasketId() }));
  expect(others.reason).toBe("BASKET_NOT_FOUND");
  expect({ ...others, stack: "" }).toEqual({ ...nobodys, stack: "" });
});

test("what is no basket's id is refused by name", async () => {
  const { reason, fields } = await refusalOf(market.till.getBasket({ basketId: "bsk_-" }));
  expect([reason, fields[0]?.field]).toEqual(["REQUEST_INVALID", "basket_id"]);
});
