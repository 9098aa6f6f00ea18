/** SetUpKiosk: what a machine sells is the shop's to say. */
import { afterEach, beforeEach, expect, test } from "@jest/globals";
import { type KioskWorld, marketStaff, startKiosk } from "../testing/start-kiosk.ts";
import { reasonOf, STORE, WATER } from "../testing/start-market.ts";

let world: KioskWorld;
beforeEach(async () => {
  world = await startKiosk();
});
afterEach(() => world.stop());

test("a manager sets up what a kiosk sells", async () => {
  const manager = world.market.as(marketStaff("stf_demomanager1", "manager"));
  const settings = { storeId: STORE, kioskId: "stf_otherkiosk1", barcodes: [WATER.barcode, WATER.barcode] };
  await manager.setUpKiosk(settings);
  const { items } = await world.market.as(marketStaff("stf_otherkiosk1", "kiosk")).getKiosk({});
  expect(items.map(({ barcode, isAvailable }) => [barcode, isAvailable])).toEqual([[WATER.barcode, true]]);
  const elsewhere = { ...settings, storeId: "str_elsewhere1" };
  expect(await reasonOf(manager.setUpKiosk(elsewhere))).toBe("CALLER_NOT_ALLOWED");
});
