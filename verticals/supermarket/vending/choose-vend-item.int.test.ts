/** ChooseVendItem: an item is held and its trade waits, whatever becomes of the call. */
import { afterEach, beforeEach, expect, test } from "@jest/globals";
import { ReasonError } from "../../../kernel/errors/reason.ts";
import { VendState } from "../../../proto/gen/paywindow/supermarket/v1/vending.ts";
import { aVendOrderId, type KioskWorld, PRICE, startKiosk, unavailable } from "../testing/start-kiosk.ts";
import { reasonOf, SOLD_OUT, WATER } from "../testing/start-market.ts";

const { VEND_STATE_CHOSEN, VEND_STATE_PAID, VEND_STATE_VENDING, VEND_STATE_CLOSED } = VendState;

let world: KioskWorld;
beforeEach(async () => {
  world = await startKiosk();
});
afterEach(() => world.stop());

test("Y7: chosen with a QR code, paid by the payer's code, started, given out", async () => {
  const order = await world.choose();
  expect(order).toMatchObject({ state: VEND_STATE_CHOSEN, amount: { minorUnits: PRICE, currencyCode: "CNY" } });
  expect(order.qrCode).not.toBe("");
  expect(await world.shelf()).toMatchObject({ available: 9_999, reserved: 1 });
  const { vendOrderId } = order;
  const after = await world.kiosk.payVendOrder({ vendOrderId, paymentCode: await world.market.code() });
  expect(after).toMatchObject({ state: VEND_STATE_PAID, qrCode: "" });
  const started = await world.kiosk.startVend({ vendOrderId });
  expect(started.state).toBe(VEND_STATE_VENDING);
  expect(started.startByTime).toEqual(new Date("2030-01-01T04:00:20.000Z"));
  await world.kiosk.confirmVended({ vendOrderId });
  await world.expectSold(order);
});

test("what it does not hold, what is sold out, and an id of another item", async () => {
  const call = (barcode: string, vendOrderId = aVendOrderId()) => world.kiosk.chooseVendItem({ vendOrderId, barcode });
  expect(await reasonOf(call("6922005012120"))).toBe("ITEM_NOT_FOUND");
  expect(await reasonOf(call(SOLD_OUT.barcode))).toBe("STOCK_INSUFFICIENT");
  const { vendOrderId } = await world.choose();
  expect(await reasonOf(call("6901285002038", vendOrderId))).toBe("VEND_ORDER_ID_REUSED");
});

test("P6: the trade's creation was never answered: the recovery closes it, and one that arrives later meets it closed", async () => {
  const vendOrderId = aVendOrderId();
  let arriveLate = async (): Promise<unknown> => undefined;
  world.saboteur.payments.createTrade = async (request, options) => {
    arriveLate = () => world.saboteur.realPayments().createTrade(request, { caller: options?.caller });
    return unavailable();
  };
  const call = world.kiosk.chooseVendItem({ vendOrderId, barcode: WATER.barcode });
  expect(await reasonOf(call)).toBe("SERVICE_UNAVAILABLE");
  world.saboteur.payments = {};
  await world.recoverAfter(181_000);
  expect((await world.kiosk.getVendOrder({ vendOrderId })).state).toBe(VEND_STATE_CLOSED);
  await expect(arriveLate()).rejects.toBeInstanceOf(ReasonError);
});
