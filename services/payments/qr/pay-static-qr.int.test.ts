/** Goal: a payer pays a store what the payer states, once per key. Method: a real node over a real store, the clock still. */
import { afterAll, beforeAll, expect, jest, test } from "@jest/globals";
import { aKey } from "../../../kernel/harness/test-node.ts";
import { money } from "../../../kernel/money/money.ts";
import { fixedClock } from "../../../kernel/time/clock.ts";
import {
  PaymentWay,
  type PayStaticQrRequest,
  Tender,
  TradeState,
} from "../../../proto/gen/paywindow/payments/v1/payments.ts";
import { cny, MERCHANT, SHOPPER_1, STORE } from "../testing/builders.ts";
import { expectRefused } from "../testing/expect-refused.ts";
import { type callers, type PaymentsWorld, startPaymentsWorld } from "../testing/payments-world.ts";
import { scriptedChannel } from "../testing/scripted-channel.ts";
import { refusingWith, withSuspended } from "../testing/with-rule.ts";

const PASSWORD = "280517";
const clock = fixedClock("2026-03-01T04:00:00.000Z");
const bank = scriptedChannel({ channelId: "bank-card", clock });

let world: PaymentsWorld;
let qrCode: string;
beforeAll(async () => {
  world = await startPaymentsWorld({ channels: [bank], clock });
  ({ qrCode } = await world.as("cashier").getStaticQr({ merchantId: MERCHANT, storeId: STORE }));
  await world.as("shopper1").setPaymentPassword({ paymentPassword: PASSWORD });
});
afterAll(() => world.stop());

const pay = (request: Partial<PayStaticQrRequest> = {}, key = aKey(), who: keyof typeof callers = "shopper1") =>
  world
    .as(who)
    .payStaticQr(
      { qrCode, amount: cny(1_000n), paymentPassword: PASSWORD, fundingSourceId: "", ...request },
      { idempotencyKey: key },
    );

test("Y5: the stated amount moves, and the merchant finds the trade by our id", async () => {
  const before = (await world.account(`wallet:${SHOPPER_1}:CNY`)).available;
  const trade = await pay();
  expect(trade).toMatchObject({
    ...{ state: TradeState.TRADE_STATE_SUCCESS, way: PaymentWay.PAYMENT_WAY_STATIC_QR, storeId: STORE },
    ...{ paidAmount: cny(1_000n), subject: "惠民超市", tender: Tender.TENDER_WALLET_BALANCE },
  });
  expect((await world.account(`wallet:${SHOPPER_1}:CNY`)).available).toBe(before - 1_000n);
  const { tradeId } = trade;
  expect(await world.as("cashier").queryTrade({ merchantId: MERCHANT, tradeId, merchantTradeId: "" })).toMatchObject({
    ...{ tradeId, merchantTradeId: tradeId },
  });
  expect(await world.rows("PaymentAttempt", { tradeId })).toMatchObject([{ state: "PAID", way: "STATIC_QR" }]);
});

test("P14, T8: a repetition hears that it has paid, though the store's code was suspended since; nobody pays anew", async () => {
  const key = aKey();
  const first = await pay({}, key);
  await withSuspended(world, ["STATIC_QR"], async () => {
    expect(await pay({}, key)).toEqual(first);
    await expect(pay()).rejects.toMatchObject({ reason: "FEATURE_SUSPENDED" });
  });
});

test("P14: twenty with one key pay once; another amount under it is refused", async () => {
  const key = aKey();
  const all = await Promise.all(Array.from({ length: 20 }, () => pay({}, key)));
  expect(new Set(all.map(({ tradeId }) => tradeId)).size).toBe(1);
  await expectRefused(world, "IDEMPOTENCY_KEY_REUSED", () => pay({ amount: cny(2n) }, key));
});

test("P14: a payment whose caller has given up does not come true, and what has can still be replayed", async () => {
  const key = aKey();
  const paid = await pay({}, key);
  const before = (await world.rows("Trade")).length;
  const users = world.store.connection.model("WalletUser").collection;
  const findOne = users.findOne.bind(users);
  const afterAWhile = () => {
    // The first thing that is read takes its time.
    const spy = jest.spyOn(users, "findOne").mockImplementation((async (filter: object, options: object) => {
      spy.mockRestore();
      world.clock.advance(30_000);
      return findOne(filter, options);
    }) as never);
  };
  afterAWhile();
  await expect(pay()).rejects.toMatchObject({ reason: "DEADLINE_PASSED" });
  expect(await world.rows("Trade")).toHaveLength(before);
  expect(await pay({}, key)).toMatchObject({ tradeId: paid.tradeId });
});

const freeze = (state: string) =>
  world.store.connection.model("WalletUser").updateOne({ _id: SHOPPER_1 }, { $set: { state } });

test.each<[string, Partial<PayStaticQrRequest>, (keyof typeof callers)?]>([
  ["CALLER_NOT_ALLOWED", {}, "cashier"],
  ["QR_CODE_UNKNOWN", { qrCode: "paywindow://pay/qrs_00000000" }],
  ["QR_CODE_UNKNOWN", { qrCode: "paywindow://pay/qrc_00000000" }],
  ["PAYMENT_PASSWORD_NOT_SET", {}, "shopper2"],
  ["FUNDING_SOURCE_NOT_FOUND", { fundingSourceId: "credit" }],
  ["CURRENCY_NOT_HELD", { amount: money(1n, "HKD") }],
  ["REQUEST_INVALID", { amount: cny(0n) }],
])("%s", async (reason, request, who = "shopper1") => {
  await expectRefused(world, reason, () => pay(request, aKey(), who));
});

test("BALANCE_INSUFFICIENT, and nothing is written or counted", async () => {
  await world.as("shopper2").setPaymentPassword({ paymentPassword: PASSWORD });
  for (let day = 0; day < 2; day++) {
    await pay({ amount: cny(24_000n) }, aKey(), "shopper2");
    world.clock.advance(86_400_000);
  }
  await expectRefused(world, "BALANCE_INSUFFICIENT", () => pay({ amount: cny(2_001n) }, aKey(), "shopper2"));
  await pay({ amount: cny(2_000n) }, aKey(), "shopper2");
});

test.each([
  ...["CATEGORY_PROHIBITED", "TRADE_LIMIT_EXCEEDED", "PAYMENTS_TOO_FREQUENT"],
  ...["PAYER_LIMIT_EXCEEDED", "MERCHANT_LIMIT_EXCEEDED"],
])("P38: %s, and nothing but the refusal and its rule is written", async (reason) => {
  await refusingWith(world, reason, async (rule) => {
    const { metadata } = await expectRefused(world, reason, () => pay(), ["RiskRefusal"]);
    expect(metadata).toEqual({ rule });
    expect(await world.rows("RiskRefusal", { rule })).toHaveLength(1);
  });
});

test("P38: 500.00 a day by codes that stand still, whatever the payer's level; the next day begins at +08:00", async () => {
  world.clock.set(new Date("2026-04-01T15:59:00.000Z"));
  await world.fund(SHOPPER_1, 200_000n);
  await pay({ amount: cny(30_000n) });
  const { metadata } = await expectRefused(world, "PAYER_LIMIT_EXCEEDED", () => pay({ amount: cny(20_001n) }), [
    "RiskRefusal",
  ]);
  expect(metadata).toEqual({ rule: "payer-static-qr-day@1" });
  await pay({ amount: cny(20_000n) });
  world.clock.advance(60_000);
  await pay({ amount: cny(50_000n) });
});

test.each<[string, "ALL" | "STATIC_QR"]>([
  ["MERCHANT_SUSPENDED", "ALL"],
  ["FEATURE_SUSPENDED", "STATIC_QR"],
])("T8: %s", async (reason, feature) => {
  await withSuspended(world, [feature], () => expectRefused(world, reason, () => pay()));
});

test.each(["CARD_REFUSED", "CHANNEL_REFUSED", "CHANNEL_UNAVAILABLE"] as const)(
  "%s by the bank, and replayed",
  async (refusal) => {
    world.clock.advance(86_400_000);
    const fundingSourceId = await world.addCard(SHOPPER_1);
    bank.plan("pay", { payment: "FAILED", refusal });
    const key = aKey();
    for (let n = 0; n < 2; n++) await expect(pay({ fundingSourceId }, key)).rejects.toMatchObject({ reason: refusal });
    expect(await pay({ fundingSourceId })).toMatchObject({ tender: Tender.TENDER_BANK_CARD });
  },
);

test("WALLET_FROZEN", async () => {
  await freeze("FROZEN");
  await expectRefused(world, "WALLET_FROZEN", () => pay());
  await freeze("ACTIVE");
});

test("WALLET_NOT_FOUND", async () => {
  const request = { qrCode, amount: cny(1n), paymentPassword: PASSWORD, fundingSourceId: "" };
  const nobody = world.as({ kind: "user", id: "usr_nobody1" });
  await expectRefused(world, "WALLET_NOT_FOUND", () => nobody.payStaticQr(request, { idempotencyKey: aKey() }));
});

test("PAYMENT_PASSWORD_WRONG, and PAYMENT_PASSWORD_LOCKED after five", async () => {
  const wrong = () => pay({ paymentPassword: "000001" });
  for (let n = 0; n < 4; n++) await expectRefused(world, "PAYMENT_PASSWORD_WRONG", wrong, ["PaymentPassword"]);
  await expectRefused(world, "PAYMENT_PASSWORD_LOCKED", wrong, ["PaymentPassword"]);
});
