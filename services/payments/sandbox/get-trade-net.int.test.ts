/** What the ledger holds for a merchant of a trade: what was paid, less what went back, whatever the fee. */
import { afterAll, beforeAll, expect, test } from "@jest/globals";
import { aKey } from "../../../kernel/harness/test-node.ts";
import { fixedClock } from "../../../kernel/time/clock.ts";
import { aCreation, aPayment, aRefund, cny } from "../testing/builders.ts";
import { type PaymentsWorld, startPaymentsWorld } from "../testing/payments-world.ts";
import { scriptedChannel } from "../testing/scripted-channel.ts";

const clock = fixedClock("2026-03-01T04:00:00.000Z");
const wallet = scriptedChannel({ channelId: "wechat-like", clock });

let world: PaymentsWorld;
beforeAll(async () => {
  world = await startPaymentsWorld({ channels: [wallet], clock });
});
afterAll(() => world.stop());

const netOf = async (trade: string) => (await world.as("operator").getTradeNet({ trade })).net;

test("P25: paid, refunded in part, refunded in full", async () => {
  const request = aPayment({ paymentCode: await world.code(), amount: cny(8_888n) });
  const { tradeId } = await world.as("cashier").payTrade(request, { idempotencyKey: aKey() });
  expect(await netOf(request.merchantTradeId)).toEqual(cny(8_888n));
  await world.as("cashier").refundTrade(aRefund(tradeId, { amount: cny(888n) }));
  expect(await netOf(tradeId)).toEqual(cny(8_000n));
  await world.as("cashier").refundTrade(aRefund(tradeId, { amount: cny(8_000n) }));
  expect(await netOf(tradeId)).toEqual(cny(0n));
});

test("P24, P25: every try of a refund counts", async () => {
  const request = aPayment({ paymentCode: "130000000000000001" });
  const { tradeId } = await world.as("cashier").payTrade(request, { idempotencyKey: aKey() });
  wallet.plan("refund", { refund: "FAILED" });
  const refund = aRefund(tradeId, { amount: cny(4_000n) });
  await world.as("cashier").refundTrade(refund);
  expect(await netOf(tradeId)).toEqual(cny(10_000n));
  await world.as("cashier").refundTrade(refund);
  expect(await netOf(tradeId)).toEqual(cny(6_000n));
});

test("nothing of one that waits; TRADE_NOT_FOUND for none", async () => {
  const { merchantTradeId } = await world.as("cashier").createTrade(aCreation());
  expect(await netOf(merchantTradeId)).toEqual(cny(0n));
  await expect(netOf("never")).rejects.toMatchObject({ reason: "TRADE_NOT_FOUND" });
  await expect(world.as("cashier").getTradeNet({ trade: merchantTradeId })).rejects.toMatchObject({
    reason: "CALLER_NOT_ALLOWED",
  });
});
