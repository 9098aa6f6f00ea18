/** Goal: a trade is told to its merchant and its payer, and to nobody else. Method: a real node over a real store. */
import { afterAll, beforeAll, expect, test } from "@jest/globals";
import { aKey } from "../../../kernel/harness/test-node.ts";
import type { QueryTradeRequest, Trade } from "../../../proto/gen/paywindow/payments/v1/payments.ts";
import { aPayment, MERCHANT } from "../testing/builders.ts";
import { expectRefused } from "../testing/expect-refused.ts";
import { type callers, type PaymentsWorld, startPaymentsWorld } from "../testing/payments-world.ts";

let world: PaymentsWorld;
let trade: Trade;
beforeAll(async () => {
  world = await startPaymentsWorld();
  const request = aPayment({ paymentCode: await world.code() });
  trade = await world.as("cashier").payTrade(request, { idempotencyKey: aKey() });
});
afterAll(() => world.stop());

const query = (request: Partial<QueryTradeRequest>, who: keyof typeof callers) =>
  world.as(who).queryTrade({ merchantId: MERCHANT, tradeId: "", merchantTradeId: "", ...request });

test("its merchant, by either id, reads the payer's name masked", async () => {
  expect(trade.payerDisplayName).toBe("李**");
  for (const who of ["cashier", "service"] as const) {
    expect(await query({ tradeId: trade.tradeId }, who)).toEqual(trade);
    expect(await query({ merchantTradeId: trade.merchantTradeId }, who)).toEqual(trade);
  }
});

test("its payer reads the name in full", async () => {
  expect(await query({ merchantId: "", tradeId: trade.tradeId }, "shopper1")).toEqual({
    ...trade,
    payerDisplayName: "李小明",
  });
});

test.each<[string, () => Partial<QueryTradeRequest>, keyof typeof callers]>([
  ["CALLER_UNKNOWN", () => ({ tradeId: trade.tradeId }), "anonymous"],
  ["TRADE_NOT_FOUND", () => ({ tradeId: trade.tradeId }), "stranger"],
  ["TRADE_NOT_FOUND", () => ({ merchantId: "mer_stranger", tradeId: trade.tradeId }), "stranger"],
  ["TRADE_NOT_FOUND", () => ({ tradeId: trade.tradeId }), "elsewhere"],
  ["TRADE_NOT_FOUND", () => ({ tradeId: trade.tradeId }), "shopper2"],
  ["TRADE_NOT_FOUND", () => ({ merchantTradeId: "nothing" }), "cashier"],
  ["REQUEST_INVALID", () => ({}), "cashier"],
  ["REQUEST_INVALID", () => ({ tradeId: "ord_12345" }), "cashier"],
  ["REQUEST_INVALID", () => ({ merchantTradeId: trade.merchantTradeId }), "shopper1"],
])("%s", async (reason, request, who) => {
  await expectRefused(world, reason, () => query(request(), who));
});
