/** Goal: what is wrong with a payment as it is asked for is told by its field, and a refused payment leaves nothing behind. Method: as pay-trade.int.test.ts. */
import { afterAll, beforeAll, describe, expect, test } from "@jest/globals";
import { aKey } from "../../../kernel/harness/test-node.ts";
import { money } from "../../../kernel/money/money.ts";
import { type PayTradeRequest, TradeState } from "../../../proto/gen/paywindow/payments/v1/payments.ts";
import { anId, aPayment, cny, SHOPPER_1, SHOPPER_2 } from "../testing/builders.ts";
import { expectRefused } from "../testing/expect-refused.ts";
import { type PaymentsWorld, startPaymentsWorld } from "../testing/payments-world.ts";

let world: PaymentsWorld;
beforeAll(async () => {
  world = await startPaymentsWorld();
  await world.fund(SHOPPER_1, 1_000_000n);
});
afterAll(() => world.stop());

const pay = async (request: Partial<PayTradeRequest> = {}, idempotencyKey = aKey()) =>
  world
    .as("cashier")
    .payTrade(aPayment({ paymentCode: request.paymentCode ?? (await world.code()), ...request }), { idempotencyKey });

describe("what is refused at the edge", () => {
  test.each<[string, Partial<PayTradeRequest>]>([
    ["merchant_id", { merchantId: "usr_demoshopper1" }],
    ["store_id", { storeId: "" }],
    ["merchant_trade_id", { merchantTradeId: "a b" }],
    ["merchant_trade_id", { merchantTradeId: "x".repeat(65) }],
    ["amount", { amount: undefined }],
    ["amount.minor_units", { amount: cny(0n) }],
    ["amount.minor_units", { amount: cny(-1n) }],
    ["amount.minor_units", { amount: cny(10n ** 18n) }],
    ["amount.currency_code", { amount: money(1n, "XXX") }],
    ["subject", { subject: "" }],
    ["payment_code", { paymentCode: "281234567890123" }],
    ["payment_code", { paymentCode: "http://evil.example/28" }],
  ])("P17, P11: %s", async (field, overrides) => {
    const request = aPayment({ paymentCode: await world.code(), ...overrides });
    const call = () => world.as("cashier").payTrade(request, { idempotencyKey: aKey() });
    expect((await expectRefused(world, "REQUEST_INVALID", call)).fields).toEqual([field]);
  });

  test("P14: a paid trade tells its id to whoever would pay it again", async () => {
    const first = await pay();
    const { merchantTradeId } = first;
    const paymentCode = await world.code();
    const again = () => pay({ merchantTradeId, paymentCode });
    const { metadata } = await expectRefused(world, "TRADE_NOT_PAYABLE", again, ["IdempotencyKey", "PaymentAttempt"]);
    expect(metadata).toEqual({ tradeId: first.tradeId });
  });

  test("P10: a refused payment leaves no trade behind, and another code pays under the same merchant_trade_id", async () => {
    const merchantTradeId = anId("order");
    const paymentCode = await world.code("shopper2");
    await expect(pay({ merchantTradeId, amount: cny(100_000n), paymentCode })).rejects.toMatchObject({
      reason: "BALANCE_INSUFFICIENT",
    });
    expect(await world.rows("Trade", { merchantTradeId })).toEqual([]);
    expect(await pay({ merchantTradeId })).toMatchObject({ merchantTradeId, state: TradeState.TRADE_STATE_SUCCESS });
    const attempts = await world.rows<{ createTime: Date }>("PaymentAttempt", { merchantTradeId });
    expect(attempts.sort((a, b) => Number("refusal" in b) - Number("refusal" in a))).toMatchObject([
      { userId: SHOPPER_2, refusal: "BALANCE_INSUFFICIENT", state: "FAILED" },
      { userId: SHOPPER_1, state: "PAID" },
    ]);
  });
});
