/** PayVendOrder, and payment by the QR code: what is paid is known, also where the answer was lost. */
import { afterEach, beforeEach, expect, test } from "@jest/globals";
import { PaymentsServiceDefinition } from "../../../proto/gen/paywindow/payments/v1/payments.ts";
import { VendState } from "../../../proto/gen/paywindow/supermarket/v1/vending.ts";
import { type KioskWorld, startKiosk, unavailable } from "../testing/start-kiosk.ts";
import { reasonOf } from "../testing/start-market.ts";

const { VEND_STATE_PAID } = VendState;
const shopper = { kind: "user", id: "usr_demoshopper1" } as const;
const PASSWORD = "280517";

let world: KioskWorld;
beforeEach(async () => {
  world = await startKiosk();
});
afterEach(() => world.stop());

test("Y7: its QR code is paid in the payer's wallet; the event says so", async () => {
  const order = await world.choose();
  const wallet = world.saboteur.host().client(PaymentsServiceDefinition);
  await wallet.setPaymentPassword({ paymentPassword: PASSWORD }, { caller: shopper });
  const { tradeId } = await wallet.openQrCode({ qrCode: order.qrCode }, { caller: shopper });
  await wallet.confirmTrade({ tradeId, paymentPassword: PASSWORD, fundingSourceId: "" }, { caller: shopper });
  await world.market.drain();
  expect(await world.stateOf(order)).toBe(VEND_STATE_PAID);
});

test("Y7: died after the payment, before it was written: the recovery finds it paid, and the next look refunds it", async () => {
  const { vendOrderId } = await world.choose();
  world.saboteur.payments.payTrade = async (request, options) => {
    await world.saboteur.realPayments().payTrade(request, options);
    return unavailable();
  };
  const call = world.kiosk.payVendOrder({ vendOrderId, paymentCode: await world.market.code() });
  expect(await reasonOf(call)).toBe("SERVICE_UNAVAILABLE");
  world.saboteur.payments = {};
  await world.recoverAfter(181_000);
  await world.recoverAfter(61_000);
  await world.expectRefundedOnce(await world.kiosk.getVendOrder({ vendOrderId }));
});
