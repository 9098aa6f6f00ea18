/**
 * Goal: AuthorizeTrade sets money aside without moving it. Method: a real node over a real store. Its refusals are PayTrade's and are proven with them in
 * pay-trade.int.test.ts: "MERCHANT_NOT_FOUND", "PAYMENT_CODE_…", …, "BALANCE_INSUFFICIENT"; here is what differs.
 */
import { afterAll, beforeAll, expect, test } from "@jest/globals";
import { aKey } from "../../../kernel/harness/test-node.ts";
import { TradeState } from "../../../proto/gen/paywindow/payments/v1/payments.ts";
import { aPayment, cny, SHOPPER_1 } from "../testing/builders.ts";
import { expectRefused } from "../testing/expect-refused.ts";
import { type PaymentsWorld, startPaymentsWorld } from "../testing/payments-world.ts";

let world: PaymentsWorld;
beforeAll(async () => {
  world = await startPaymentsWorld();
});
afterAll(() => world.stop());

const WALLET = `wallet:${SHOPPER_1}:CNY`;

test("P28: the amount is held for a day, and nothing is posted or announced", async () => {
  const request = aPayment({ paymentCode: await world.code() });
  const trade = await world.as("cashier").authorizeTrade(request, { idempotencyKey: aKey() });
  const now = world.clock.now();
  const expireTime = new Date(now.getTime() + 86_400_000);
  expect(trade).toMatchObject({
    state: TradeState.TRADE_STATE_AUTHORIZED,
    amount: cny(10_000n),
    paidAmount: undefined,
    payTime: undefined,
    payerUserId: SHOPPER_1,
    payerDisplayName: "李**",
    expireTime,
  });
  expect(await world.holds(trade.tradeId)).toEqual([
    {
      _id: expect.stringMatching(/^hld_/),
      accountId: WALLET,
      amount: 10_000n,
      state: "HELD",
      subjectId: trade.tradeId,
      createTime: now,
      expireTime,
    },
  ]);
  expect(await world.account(WALLET)).toMatchObject({ postedDebits: 0n, held: 10_000n, available: 90_000n });
  expect(await world.rows("PaymentAttempt", { tradeId: trade.tradeId })).toMatchObject([{ state: "HELD" }]);
  expect(await world.entries(trade.tradeId)).toEqual([]);
  expect(await world.events()).toEqual([]);
});

test("P26: what is held cannot be paid with", async () => {
  const request = aPayment({ paymentCode: await world.code(), amount: cny(90_001n) });
  const call = () => world.as("cashier").payTrade(request, { idempotencyKey: aKey() });
  await expectRefused(world, "BALANCE_INSUFFICIENT", call, ["IdempotencyKey", "PaymentAttempt"]);
});

test("more than the payer's limit without password is refused: nothing asks for the password later", async () => {
  await world.fund(SHOPPER_1, 1_000_000n);
  const request = aPayment({ paymentCode: await world.code(), amount: cny(100_001n) });
  const call = () => world.as("cashier").authorizeTrade(request, { idempotencyKey: aKey() });
  await expectRefused(world, "PAYER_LIMIT_EXCEEDED", call, ["IdempotencyKey", "PaymentAttempt"]);
});

test("P14: the key is AuthorizeTrade's own: the same key and body give the same trade and hold nothing more", async () => {
  const request = aPayment({ paymentCode: await world.code() });
  const idempotencyKey = aKey();
  const first = await world.as("cashier").authorizeTrade(request, { idempotencyKey });
  const before = await world.snapshot();
  expect(await world.as("cashier").authorizeTrade(request, { idempotencyKey })).toEqual(first);
  expect(await world.snapshot()).toEqual(before);
});
