/** GetKiosk: what a machine offers, in the order of its buttons. */
import { afterEach, beforeEach, expect, test } from "@jest/globals";
import { type KioskWorld, marketStaff, startKiosk } from "../testing/start-kiosk.ts";
import { reasonOf, SOLD_OUT, WATER } from "../testing/start-market.ts";

let world: KioskWorld;
beforeEach(async () => {
  world = await startKiosk();
});
afterEach(() => world.stop());

test("the items as they are now: prices, and what is sold out", async () => {
  const { kioskId, items } = await world.kiosk.getKiosk({});
  expect(kioskId).toBe("stf_demokiosk1");
  expect(items).toHaveLength(8);
  expect(items[0]).toEqual({
    ...{ itemId: WATER.itemId, barcode: WATER.barcode, name: "矿泉水 550毫升", nameEn: "Mineral water 550 ml" },
    ...{ unitPrice: { minorUnits: WATER.price, currencyCode: "CNY" }, isAvailable: true },
  });
  expect(items.at(-1)).toMatchObject({ barcode: SOLD_OUT.barcode, isAvailable: false });
});

test("a machine that was not set up offers nothing", async () => {
  const other = world.market.as(marketStaff("stf_otherkiosk1", "kiosk"));
  expect(await reasonOf(other.getKiosk({}))).toBe("KIOSK_NOT_SET_UP");
});
