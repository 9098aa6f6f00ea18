/**
 * Goal: what is counted of a payment through a channel is given back when the channel says no and when the payment is taken back, once, and never while its
 * result is unknown. Method: a bound card behind a channel with a script; a payer whose balance is too small.
 */
import { afterAll, beforeAll, describe, expect, test } from "@jest/globals";
import { aKey } from "../../../kernel/harness/test-node.ts";
import { fixedClock } from "../../../kernel/time/clock.ts";
import { type RefundTradeRequest, type Trade, TradeState } from "../../../proto/gen/paywindow/payments/v1/payments.ts";
import { RiskMeasure, RiskPeriod } from "../../../proto/gen/paywindow/payments/v1/risk.ts";
import { aPayment, aRefund, cny, MERCHANT, SHOPPER_2 } from "../testing/builders.ts";
import { type PaymentsWorld, startPaymentsWorld } from "../testing/payments-world.ts";
import { scriptedChannel } from "../testing/scripted-channel.ts";
import { aLimit, aRule, withRule } from "../testing/with-rule.ts";
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

describe("P38: what refunds have given back is not given back again", () => {
  const countedBy = async (
    measure: RiskMeasure,
    work: (trade: Trade, used: () => Promise<bigint | undefined>) => Promise<void>,
  ) => {
    const limit = aLimit({ measure, period: RiskPeriod.RISK_PERIOD_YEAR, max: 1_000_000n, backOnRefund: true });
    await withRule(world, aRule({ limit }), async (rule) => {
      const trades = [await pay(), await pay()] as const;
      const usedNow = async () =>
        (await world.rows<RiskCounterRow>("RiskCounter", { _id: SHOPPER_2 }))[0]?.meters[rule.ruleId]?.used;
      await work(trades[0], usedNow);
    });
  };
  const refund = (request: RefundTradeRequest) => world.as("cashier").refundTrade(request);
  const sendBack = async (refundId: string) => {
    bank.bounce(refundId);
    await world.store.connection.model("Refund").updateOne({ _id: refundId }, { nextQueryTime: clock.now() });
    await world.runJobs();
    bank.unbounce(refundId);
  };

  test.each([RiskMeasure.RISK_MEASURE_AMOUNT, RiskMeasure.RISK_MEASURE_COUNT])(
    "of measure %d: a refund that came back and is made again, or is followed by a reverse",
    (measure) =>
      countedBy(measure, async (trade, used) => {
        const other = measure === RiskMeasure.RISK_MEASURE_COUNT ? 1n : 80_000n;
        const request = aRefund(trade.tradeId, { amount: cny(80_000n) });
        const { refundId } = await refund(request);
        expect(await used()).toBe(other);
        await sendBack(refundId);
        await refund(request);
        await sendBack(refundId);
        await world
          .as("cashier")
          .reverseTrade({ merchantId: MERCHANT, tradeId: trade.tradeId, merchantTradeId: "", keepPaid: false });
        expect(await used()).toBe(other);
      }),
  );

  test("a count goes by what has arrived: the refund that completes it gives it back, and no other", () =>
    countedBy(RiskMeasure.RISK_MEASURE_COUNT, async (trade, used) => {
      bank.plan("refund", { refund: "WAITING" }, {}, { refund: "FAILED" }, {});
      const part = aRefund(trade.tradeId, { amount: cny(30_000n) });
      await refund(part);
      await refund(aRefund(trade.tradeId, { amount: cny(50_000n) }));
      expect(await used()).toBe(2n);
      for (let n = 0; n < 10; n++) {
        clock.advance(1_000);
        await world.runJobs();
      }
      await refund(part);
      expect(await used()).toBe(1n);
    }));
});
