/** Goal: a wallet sees what a code asks of it, and nobody else's affairs. Method: a real node over a real store. */
import { afterAll, beforeAll, describe, expect, test } from "@jest/globals";
import { PaymentWay, TradeState } from "../../../proto/gen/paywindow/payments/v1/payments.ts";
import { aCreation, cny, MERCHANT, STORE } from "../testing/builders.ts";
import { expectRefused } from "../testing/expect-refused.ts";
import { type callers, type PaymentsWorld, startPaymentsWorld } from "../testing/payments-world.ts";

let world: PaymentsWorld;
beforeAll(async () => {
  world = await startPaymentsWorld();
  await world.as("shopper1").setPaymentPassword({ paymentPassword: "280517" });
});
afterAll(() => world.stop());

const open = (qrCode: string, who: keyof typeof callers = "shopper1") => world.as(who).openQrCode({ qrCode });
const create = () => world.as("cashier").createTrade(aCreation({ withQrCode: true }));

describe("Y4: the code of a trade", () => {
  test("shows the trade to whoever scans it, notes the first time, and is paid by whoever confirms first", async () => {
    const created = await create();
    expect(created.qrCode).toMatch(/^paywindow:\/\/pay\/qrc_/);
    expect(created).toMatchObject({ way: PaymentWay.PAYMENT_WAY_DYNAMIC_QR, scanTime: undefined });
    const now = world.clock.now();
    expect(await open(created.qrCode)).toEqual({ ...created, scanTime: now, merchantName: "惠民超市" });
    world.clock.advance(1_000);
    expect(await open(created.qrCode, "shopper2")).toMatchObject({ scanTime: now });
    const confirmation = { tradeId: created.tradeId, paymentPassword: "280517", fundingSourceId: "" };
    expect(await world.as("shopper1").confirmTrade(confirmation)).toMatchObject({
      ...{ state: TradeState.TRADE_STATE_SUCCESS, paidAmount: cny(10_000n), qrCode: "" },
    });
    expect(await open(created.qrCode)).toMatchObject({ state: TradeState.TRADE_STATE_SUCCESS });
    await expectRefused(world, "QR_CODE_UNKNOWN", () => open(created.qrCode, "shopper2"));
  });

  test("P13: the same creation again has the same code", async () => {
    const request = aCreation({ withQrCode: true });
    const both = await Promise.all([
      world.as("cashier").createTrade(request),
      world.as("cashier").createTrade(request),
    ]);
    expect(both[0]).toEqual(both[1]);
  });

  test("tells the payer nothing that is between merchant and platform", async () => {
    const secrets = { notifyUrl: "https://shop.example/notify", passbackParams: "a=1", withQrCode: true };
    const { qrCode, notifyUrl } = await world.as("cashier").createTrade(aCreation(secrets));
    expect(notifyUrl).toBe(secrets.notifyUrl);
    expect(await open(qrCode)).toMatchObject({ notifyUrl: "", passbackParams: "", feeAmount: undefined });
  });
});

test("Y5: a store's own code shows merchant and store, and no amount", async () => {
  const { qrCode } = await world.as("cashier").getStaticQr({ merchantId: MERCHANT, storeId: STORE });
  expect(await open(qrCode)).toMatchObject({
    ...{ tradeId: "", merchantId: MERCHANT, storeId: STORE, subject: "惠民超市", amount: undefined },
    way: PaymentWay.PAYMENT_WAY_STATIC_QR,
  });
});

test.each<[string, string, (keyof typeof callers)?]>([
  ["CALLER_UNKNOWN", "paywindow://pay/qrc_00000000", "anonymous"],
  ["CALLER_NOT_ALLOWED", "paywindow://pay/qrc_00000000", "cashier"],
  ["QR_CODE_UNKNOWN", "paywindow://pay/qrc_00000000"],
  ["QR_CODE_UNKNOWN", "paywindow://pay/qrs_00000000"],
  ["QR_CODE_UNKNOWN", "https://evil.example/qrc_00000000"],
  ["QR_CODE_UNKNOWN", ""],
])("%s", async (reason, text, who = "shopper1") => {
  await expectRefused(world, reason, () => open(text, who));
});

test("WALLET_NOT_FOUND", async () => {
  const nobody = world.as({ kind: "user", id: "usr_nobody1" });
  await expectRefused(world, "WALLET_NOT_FOUND", () => nobody.openQrCode({ qrCode: "paywindow://pay/qrc_00000000" }));
});
