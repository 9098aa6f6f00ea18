/** ReportVendFailure: all of the money goes back, once, however often and when it is said. */
import { afterEach, beforeEach, expect, test } from "@jest/globals";
import { VendFailure, VendState } from "../../../proto/gen/paywindow/supermarket/v1/vending.ts";
import { JAMMED, type KioskWorld, PRICE, startKiosk, unavailable } from "../testing/start-kiosk.ts";
import { MERCHANT } from "../testing/start-market.ts";

const { VEND_STATE_VENDED, VEND_STATE_FAILED, VEND_STATE_REFUNDED } = VendState;

let world: KioskWorld;
beforeEach(async () => {
  world = await startKiosk();
});
afterEach(() => world.stop());

test("Y7: a jam is reported twice at once: one refund in full", async () => {
  const order = await world.vending();
  const report = () => world.kiosk.reportVendFailure({ vendOrderId: order.vendOrderId, ...JAMMED });
  const answers = await Promise.all([report(), report(), report()]);
  expect(answers.map(({ state, failure }) => [state, failure])).toContainEqual([
    VEND_STATE_REFUNDED,
    VendFailure.VEND_FAILURE_JAMMED,
  ]);
  await world.expectRefundedOnce(order);
});

test("Y7: given out and jammed are said at once: one of them counts", async () => {
  const order = await world.vending();
  const { vendOrderId } = order;
  await Promise.allSettled([
    world.kiosk.reportVendFailure({ vendOrderId, ...JAMMED }),
    world.kiosk.confirmVended({ vendOrderId }),
  ]);
  const { state, vendedAfterRefund } = await world.kiosk.getVendOrder({ vendOrderId });
  if (state === VEND_STATE_VENDED) await world.expectSold(order);
  else expect([state, vendedAfterRefund]).toEqual([VEND_STATE_REFUNDED, true]);
});

test("P13: payments is away when it is to refund: the recovery asks until it is answered, and the money goes back once", async () => {
  const order = await world.vending();
  world.saboteur.payments.refundTrade = async () => unavailable();
  expect((await world.kiosk.reportVendFailure({ ...order, ...JAMMED })).state).toBe(VEND_STATE_FAILED);
  await world.recoverAfter(1_000);
  expect(await world.stateOf(order)).toBe(VEND_STATE_FAILED);
  world.saboteur.payments.refundTrade = async (request, options) => {
    await world.saboteur.realPayments().refundTrade(request, options);
    return unavailable();
  };
  await world.recoverAfter(60_000);
  world.saboteur.payments = {};
  await world.recoverAfter(60_000);
  await world.expectRefundedOnce(order);
});

test("a shop that gave the money back by hand was first: the vend ends, and no second refund is made", async () => {
  const order = await world.vending();
  const amount = { minorUnits: PRICE, currencyCode: "CNY" };
  const ids = { merchantId: MERCHANT, tradeId: "", merchantTradeId: order.vendOrderId };
  await world.saboteur.realPayments().refundTrade({ ...ids, merchantRefundId: "by-hand", amount, refundReason: "" });
  await world.kiosk.reportVendFailure({ ...order, ...JAMMED });
  await world.expectRefundedOnce(order);
});
