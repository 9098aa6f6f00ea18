/**
 * Goal: what is counted of a payment through a channel is given back when the channel says no and when the payment is taken back, once, and never while its
 * result is unknown. Method: a bound card behind a channel with a script; a payer whose balance is too small.
 */
import { afterAll, beforeAll, expect, test } from "@jest/globals";
import { aKey } from "../../../kernel/harness/test-node.ts";
import { fixedClock } from "../../../kernel/time/clock.ts";
import { TradeState } from "../../../proto/gen/paywindow/payments/v1/payments.ts";
import { aPayment, cny, MERCHANT, SHOPPER_2 } from "../testing/builders.ts";
import { type PaymentsWorld, startPaymentsWorld } from "../testing/payments-world.ts";
import { scriptedChannel } from "../testing/scripted-channel.ts";
import { aLimit, aRule } from "../testing/with-rule.ts";
import type { RiskCounterRow } from "./risk-counter-model.ts";

const clock = fixedClock("2026-03-01T04:00:00.000Z");
const bank = scriptedChannel({ channelId: "bank-card", clock });
let world: PaymentsWorld;
let ruleId: string;
beforeAll(async () => {
  world = await startPaymentsWorld({ clock, channels: [bank] });
  await world.addCard(SHOPPER_2);
  const rule = aRule({ limit: aLimit({ max: 1_000_000n }) });
  ({ ruleId } = await world.as("operator").putRiskRule({ rule }));
});
afterAll(() => world.stop());

const pay = async () => {
  const request = aPayment({ paymentCode: await world.code("shopper2"), amount: cny(80_000n) });
  return world.as("cashier").payTrade(request, { idempotencyKey: aKey() });
};

const counted = async (): Promise<bigint | undefined> =>
  (await world.rows<RiskCounterRow>("RiskCounter", { _id: SHOPPER_2 }))[0]?.meters[ruleId]?.used;

test("P38: a payment that the bank refuses counts nothing, its own rules' sums included", async () => {
  bank.plan("pay", { payment: "FAILED", refusal: "CARD_REFUSED" });
  await expect(pay()).rejects.toMatchObject({ reason: "CARD_REFUSED" });
  expect(await counted()).toBe(0n);
  const [row] = await world.rows<RiskCounterRow>("RiskCounter", { _id: SHOPPER_2 });
  expect(row?.meters["payer-card-day"]?.used).toBe(0n);
});

test("P1, P38: one whose result is unknown stays counted until it is known", async () => {
  bank.plan("pay", { fate: "lost" });
  const { state, tradeId } = await pay();
  expect(state).toBe(TradeState.TRADE_STATE_PAYING);
  expect(await counted()).toBe(80_000n);
  const ref = { merchantId: MERCHANT, tradeId, merchantTradeId: "", keepPaid: false };
  for (let n = 0; n < 30 && (await counted()) !== 0n; n++) {
    if (n === 5) await world.as("cashier").reverseTrade(ref);
    clock.advance(4_000);
    await world.runJobs();
  }
  expect(await counted()).toBe(0n);
  clock.advance(60_000);
  await world.runJobs();
  expect(await counted()).toBe(0n);
});

test("P26, P38: one that succeeds is counted once, and a reverse gives it back once", async () => {
  const { state, tradeId } = await pay();
  expect(state).toBe(TradeState.TRADE_STATE_SUCCESS);
  expect(await counted()).toBe(80_000n);
  const ref = { merchantId: MERCHANT, tradeId, merchantTradeId: "", keepPaid: false };
  for (let n = 0; n < 2; n++) await world.as("cashier").reverseTrade(ref);
  await world.runJobs();
  expect(await counted()).toBe(0n);
});
