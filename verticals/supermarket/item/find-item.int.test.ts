/** FindItem on the demo store. */
import { afterAll, beforeAll, expect, test } from "@jest/globals";
import { serviceCaller } from "../../../kernel/auth/caller.ts";
import {
  cashierElsewhere,
  type Market,
  refusalOf,
  SOLD_OUT,
  STORE,
  startMarket,
  WATER,
} from "../testing/start-market.ts";

let market: Market;
beforeAll(async () => {
  market = await startMarket();
});
afterAll(() => market.stop());

test("V1: the item behind a barcode, whole", async () => {
  expect(await market.till.findItem({ storeId: STORE, barcode: WATER.barcode })).toEqual({
    ...{ itemId: WATER.itemId, storeId: STORE, barcode: WATER.barcode },
    ...{ name: "矿泉水 550毫升", nameEn: "Mineral water 550 ml" },
    unitPrice: { minorUnits: 200n, currencyCode: "CNY" },
    availableQuantity: 10_000,
  });
});

test("V5: an item that is sold out is found, with nothing available", async () => {
  expect((await market.till.findItem({ storeId: STORE, barcode: SOLD_OUT.barcode })).availableQuantity).toBe(0);
});

test("V5: a barcode that the store does not have is ITEM_NOT_FOUND, by its number", async () => {
  const { reason, metadata } = await refusalOf(market.till.findItem({ storeId: STORE, barcode: "4006381333931" }));
  expect([reason, metadata]).toEqual(["ITEM_NOT_FOUND", { barcode: "4006381333931" }]);
});

test("V1: a wrong check digit is a misread, not a missing item", async () => {
  const { reason, fields } = await refusalOf(market.till.findItem({ storeId: STORE, barcode: "6902856001017" }));
  expect([reason, fields.map(({ field }) => field)]).toEqual(["REQUEST_INVALID", ["barcode"]]);
});

test("another's store has no items, and a service sees every store", async () => {
  const request = { storeId: STORE, barcode: WATER.barcode };
  expect((await refusalOf(market.as(cashierElsewhere).findItem(request))).reason).toBe("ITEM_NOT_FOUND");
  expect((await market.as(serviceCaller("insights")).findItem(request)).itemId).toBe(WATER.itemId);
});
