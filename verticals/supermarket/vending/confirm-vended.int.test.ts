/** ConfirmVended: given out and refunded exclude each other; a machine that says otherwise is flagged. */
import { afterEach, beforeEach, expect, test } from "@jest/globals";
import { VendFailure, VendState } from "../../../proto/gen/paywindow/supermarket/v1/vending.ts";
import { FUNDS, JAMMED, type KioskWorld, startKiosk } from "../testing/start-kiosk.ts";
import { reasonOf } from "../testing/start-market.ts";

const { VEND_STATE_VENDED, VEND_STATE_REFUNDED } = VendState;

let world: KioskWorld;
beforeEach(async () => {
  world = await startKiosk();
});
afterEach(() => world.stop());

test("nothing is given out or refunded before it is paid, and nothing refunded that was given out", async () => {
  const order = await world.choose();
  expect(await reasonOf(world.kiosk.startVend(order))).toBe("VEND_ORDER_NOT_PAID");
  expect(await reasonOf(world.kiosk.reportVendFailure({ ...order, ...JAMMED }))).toBe("VEND_ORDER_NOT_PAID");
  expect(await reasonOf(world.kiosk.confirmVended(order))).toBe("VEND_ORDER_NOT_STARTED");
  const sold = await world.vending();
  await world.kiosk.confirmVended(sold);
  expect(await reasonOf(world.kiosk.reportVendFailure({ ...sold, ...JAMMED }))).toBe("VEND_ORDER_VENDED");
  expect(await reasonOf(world.kiosk.payVendOrder({ ...sold, paymentCode: await world.market.code() }))).toBe(
    "VEND_ORDER_NOT_PAYABLE",
  );
  expect(await world.stateOf(sold)).toBe(VEND_STATE_VENDED);
});

test("Y7: started, and nothing said: refunded; what is said afterwards is flagged, once, and moves no money", async () => {
  const order = await world.vending();
  await world.recoverAfter(91_000);
  await world.expectRefundedOnce(order);
  const { vendOrderId } = order;
  await Promise.all([world.kiosk.confirmVended({ vendOrderId }), world.kiosk.confirmVended({ vendOrderId })]);
  expect(await world.kiosk.getVendOrder({ vendOrderId })).toMatchObject({
    ...{ state: VEND_STATE_REFUNDED, vendedAfterRefund: true, failure: VendFailure.VEND_FAILURE_NO_REPORT },
  });
  expect(await world.market.balance(0)).toBe(FUNDS);
  expect(await world.shelf()).toMatchObject({ available: 9_999, reserved: 0 });
});

test("Y7: the report and the end of patience come at once: one of them counts", async () => {
  const order = await world.vending();
  world.market.clock.advance(91_000);
  await Promise.allSettled([
    world.market.node.runJob("supermarket", "recover-vends"),
    world.kiosk.confirmVended({ vendOrderId: order.vendOrderId }),
  ]);
  const { state, vendedAfterRefund } = await world.kiosk.getVendOrder(order);
  if (state === VEND_STATE_VENDED) await world.expectSold(order);
  else expect([state, vendedAfterRefund]).toEqual([VEND_STATE_REFUNDED, true]);
});
