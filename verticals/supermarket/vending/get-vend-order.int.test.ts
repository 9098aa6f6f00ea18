/** GetVendOrder: a vend is its own kiosk's affair. */
import { afterEach, beforeEach, expect, test } from "@jest/globals";
import { JAMMED, type KioskWorld, marketStaff, startKiosk } from "../testing/start-kiosk.ts";
import { reasonOf } from "../testing/start-market.ts";

let world: KioskWorld;
beforeEach(async () => {
  world = await startKiosk();
});
afterEach(() => world.stop());

test("another kiosk's vend is not there; nobody but the kiosk answers for it", async () => {
  const { vendOrderId } = await world.paid();
  const other = world.market.as(marketStaff("stf_otherkiosk1", "kiosk"));
  for (const call of [other.startVend({ vendOrderId }), other.reportVendFailure({ vendOrderId, ...JAMMED })])
    expect(await reasonOf(call)).toBe("VEND_ORDER_NOT_FOUND");
  expect(await reasonOf(other.getKiosk({}))).toBe("KIOSK_NOT_SET_UP");
});
