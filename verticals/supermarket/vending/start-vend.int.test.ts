/** StartVend: the machine is told once, and not at all where the money goes back. */
import { afterEach, beforeEach, expect, test } from "@jest/globals";
import { VendState } from "../../../proto/gen/paywindow/supermarket/v1/vending.ts";
import { type KioskWorld, startKiosk } from "../testing/start-kiosk.ts";
import { reasonOf, WATER } from "../testing/start-market.ts";

const { VEND_STATE_PAID } = VendState;

let world: KioskWorld;
beforeEach(async () => {
  world = await startKiosk();
});
afterEach(() => world.stop());

test("every call again changes nothing", async () => {
  const { vendOrderId } = await world.choose();
  const again = await world.kiosk.chooseVendItem({ vendOrderId, barcode: WATER.barcode });
  expect(again).toEqual(await world.kiosk.getVendOrder({ vendOrderId }));
  await world.kiosk.payVendOrder({ vendOrderId, paymentCode: await world.market.code() });
  const started = await world.kiosk.startVend({ vendOrderId });
  world.market.clock.advance(5_000);
  expect(await world.kiosk.startVend({ vendOrderId })).toEqual(started);
  const done = await world.kiosk.confirmVended({ vendOrderId });
  expect(await world.kiosk.confirmVended({ vendOrderId })).toEqual(done);
  await world.expectSold(done);
});

test("Y7: paid, and never started: refunded", async () => {
  const order = await world.paid();
  await world.recoverAfter(30_000);
  expect(await world.stateOf(order)).toBe(VEND_STATE_PAID);
  await world.recoverAfter(31_000);
  await world.expectRefundedOnce(order);
  expect(await reasonOf(world.kiosk.startVend(order))).toBe("VEND_ORDER_NOT_PAID");
});
