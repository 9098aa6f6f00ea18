/** CancelVendOrder: nobody pays, or somebody did at the same moment; payments decides, never the clock alone. */
import { afterEach, beforeEach, expect, test } from "@jest/globals";
import { TradeState } from "../../../proto/gen/paywindow/payments/v1/payments.ts";
import { VendState } from "../../../proto/gen/paywindow/supermarket/v1/vending.ts";
import { FUNDS, JAMMED, type KioskWorld, PRICE, startKiosk, unavailable } from "../testing/start-kiosk.ts";
import { reasonOf } from "../testing/start-market.ts";

const { VEND_STATE_CHOSEN, VEND_STATE_PAID, VEND_STATE_CLOSED } = VendState;

let world: KioskWorld;
beforeEach(async () => {
  world = await startKiosk();
});
afterEach(() => world.stop());

test("Y7: a time-out closes the trade at the platform, and puts the item back", async () => {
  const order = await world.choose();
  expect((await world.kiosk.cancelVendOrder(order)).state).toBe(VEND_STATE_CLOSED);
  expect((await world.tradeOf(order)).state).toBe(TradeState.TRADE_STATE_CLOSED);
  expect(await world.shelf()).toMatchObject({ available: 10_000, reserved: 0 });
  const late = world.kiosk.payVendOrder({ ...order, paymentCode: await world.market.code() });
  expect(await reasonOf(late)).toBe("VEND_ORDER_NOT_PAYABLE");
  expect(await world.market.balance(0)).toBe(FUNDS);
});

test("Y7: time-out and payment at once: either closed and unpaid, or paid and to be given out", async () => {
  for (let run = 0; run < 5; run++) {
    const before = await world.market.balance(0);
    const order = await world.choose();
    const paymentCode = await world.market.code();
    await Promise.allSettled([
      world.kiosk.cancelVendOrder(order),
      world.kiosk.payVendOrder({ vendOrderId: order.vendOrderId, paymentCode }),
    ]);
    const state = await world.stateOf(order);
    const charged = before - (await world.market.balance(0));
    expect([
      [VEND_STATE_CLOSED, 0n],
      [VEND_STATE_PAID, PRICE],
    ]).toContainEqual([state, charged]);
    if (state === VEND_STATE_PAID) await world.kiosk.reportVendFailure({ ...order, ...JAMMED });
    world.market.clock.advance(1_000);
  }
});

test("P1: payments is away: nothing is closed by the clock alone", async () => {
  const order = await world.choose();
  world.saboteur.payments.reverseTrade = async () => unavailable();
  expect(await reasonOf(world.kiosk.cancelVendOrder(order))).toBe("SERVICE_UNAVAILABLE");
  await world.recoverAfter(181_000);
  expect(await world.stateOf(order)).toBe(VEND_STATE_CHOSEN);
  world.saboteur.payments = {};
  await world.recoverAfter(60_000);
  expect(await world.stateOf(order)).toBe(VEND_STATE_CLOSED);
});
