/** Goal: a merchant reads its refund as it is. Method: a real node over a real store. */
import { afterAll, beforeAll, expect, test } from "@jest/globals";
import { aKey } from "../../../kernel/harness/test-node.ts";
import { type Refund, RefundState, type Trade } from "../../../proto/gen/paywindow/payments/v1/payments.ts";
import { aPayment, aRefund, MERCHANT } from "../testing/builders.ts";
import { expectRefused } from "../testing/expect-refused.ts";
import { type callers, type PaymentsWorld, startPaymentsWorld } from "../testing/payments-world.ts";

let world: PaymentsWorld;
let trade: Trade;
let refund: Refund;
beforeAll(async () => {
  world = await startPaymentsWorld();
  const pay = async () =>
    world.as("cashier").payTrade(aPayment({ paymentCode: await world.code() }), { idempotencyKey: aKey() });
  trade = await pay();
  refund = await world.as("cashier").refundTrade(aRefund(trade.tradeId));
});
afterAll(() => world.stop());

const query = (overrides: object = {}, who: keyof typeof callers = "cashier") => {
  const { tradeId } = trade;
  const { merchantRefundId } = refund;
  return world
    .as(who)
    .queryRefund({ merchantId: MERCHANT, tradeId, merchantTradeId: "", merchantRefundId, ...overrides });
};

test("tells the refund that was made, and that this call moved nothing", async () => {
  expect(refund).toMatchObject({ state: RefundState.REFUND_STATE_SUCCESS, fundChange: true });
  expect(await query()).toEqual({ ...refund, fundChange: false });
});

test.each<[string, object, (keyof typeof callers)?]>([
  ["CALLER_UNKNOWN", {}, "anonymous"],
  ["TRADE_NOT_FOUND", {}, "stranger"],
  ["TRADE_NOT_FOUND", {}, "elsewhere"],
  ["TRADE_NOT_FOUND", { tradeId: "trd_00000000" }],
  ["REFUND_NOT_FOUND", { merchantRefundId: "nothing" }],
  ["REQUEST_INVALID", { tradeId: "" }],
])("%s", async (reason, overrides, who = "cashier") => {
  await expectRefused(world, reason, () => query(overrides, who));
});

test("REFUND_NOT_FOUND for a refund of another trade", async () => {
  const request = aPayment({ paymentCode: await world.code() });
  const { tradeId } = await world.as("cashier").payTrade(request, { idempotencyKey: aKey() });
  await expectRefused(world, "REFUND_NOT_FOUND", () => query({ tradeId }));
});
