/**
 * Goal: a refund through a channel is set aside before the channel hears of it, arrives once, and is the merchant's again where it failed. Method: as
 * recovery/recover-payments.int.test.ts: a scripted channel with its own books, the clock moved by hand, both books compared after each case.
 */
import { afterAll, afterEach, beforeAll, describe, expect, test } from "@jest/globals";
import { aKey } from "../../../kernel/harness/test-node.ts";
import { type FixedClock, fixedClock } from "../../../kernel/time/clock.ts";
import {
  RefundState,
  type RefundTradeRequest,
  ReverseAction,
  type Trade,
} from "../../../proto/gen/paywindow/payments/v1/payments.ts";
import { REFUND_LOOK_BACKS_MS } from "../config.ts";
import { verifyLedger } from "../ledger/verify-ledger.ts";
import { aPayment, aRefund, aWechatCode, cny, MERCHANT } from "../testing/builders.ts";
import { type PaymentsWorld, startPaymentsWorld } from "../testing/payments-world.ts";
import { type ScriptedChannel, scriptedChannel } from "../testing/scripted-channel.ts";

const clock: FixedClock = fixedClock("2026-03-01T04:00:00.000Z");
const PAYABLE = `payable:${MERCHANT}:CNY`;
const CHANNEL = "channel:wechat-like:CNY";
const REFUNDING = "refunding:wechat-like:CNY";

let channel: ScriptedChannel;
let world: PaymentsWorld;
beforeAll(async () => {
  channel = scriptedChannel({ channelId: "wechat-like", clock });
  world = await startPaymentsWorld({ channels: [channel], clock });
});
afterAll(() => world.stop());

const pay = async (): Promise<Trade> => {
  return world.as("cashier").payTrade(aPayment({ paymentCode: aWechatCode() }), { idempotencyKey: aKey() });
};
const refund = (request: RefundTradeRequest) => world.as("cashier").refundTrade(request);
const query = ({ tradeId, merchantRefundId }: RefundTradeRequest) =>
  world.as("cashier").queryRefund({ merchantId: MERCHANT, tradeId, merchantTradeId: "", merchantRefundId });
const refunded = async ({ tradeId }: Pick<Trade, "tradeId">) =>
  (await world.as("cashier").queryTrade({ merchantId: MERCHANT, tradeId, merchantTradeId: "" })).refundedAmount;
const available = async (accountId: string) => (await world.account(accountId)).available;
const wait = (seconds: number) => world.wait(seconds);
const reasonsOf = async (refundId: string) => (await world.entries(refundId)).map(({ reason }) => reason).sort();

afterEach(async () => {
  expect((await verifyLedger(world.store)).mismatches).toEqual([]);
  expect(-(await available(CHANNEL))).toBe(channel.owed());
  expect(await available(REFUNDING)).toBe(0n);
});

describe("a refund through a channel", () => {
  test("P22: arrives in one call, by way of what is set aside, and is news when it has", async () => {
    const trade = await pay();
    const before = await available(PAYABLE);
    const events = (await world.events()).length;
    const request = aRefund(trade.tradeId);
    const done = await refund(request);
    expect(done).toMatchObject({ state: RefundState.REFUND_STATE_SUCCESS, fundChange: true, refundTime: clock.now() });
    expect(await reasonsOf(done.refundId)).toEqual(["REFUND_DONE", "REFUND_RESERVE"]);
    expect(await available(PAYABLE)).toBe(before - 6_000n);
    expect((await world.events()).slice(events)).toEqual(["payments.trade.refunded"]);
    expect(await refund(request)).toEqual({ ...done, fundChange: false });
    expect(channel.calls.filter(({ call }) => call === "refund")).toHaveLength(1);
  });

  test("P24: an unknown one keeps its reserve, and is PENDING until the channel has said, under one number", async () => {
    channel.plan("refund", { fate: "unheard" });
    channel.plan("queryRefund", { fate: "lost" });
    const trade = await pay();
    const before = await available(PAYABLE);
    const request = aRefund(trade.tradeId);
    const first = await refund(request);
    expect(first).toMatchObject({ state: RefundState.REFUND_STATE_PENDING, fundChange: false, refundTime: undefined });
    expect([await available(PAYABLE), await available(REFUNDING)]).toEqual([before - 6_000n, 6_000n]);
    await expect(refund(aRefund(trade.tradeId))).rejects.toMatchObject({ reason: "REFUND_EXCEEDS_PAID" });
    await wait(20);
    expect(await query(request)).toMatchObject({ state: RefundState.REFUND_STATE_SUCCESS, amount: cny(6_000n) });
    expect(await world.gauge("paywindow_payments_refunds_pending")).toBe(0);
  });

  test("P24: one that the channel never heard of is asked for again", async () => {
    channel.plan("refund", { fate: "lost" }, { fate: "lost" });
    const trade = await pay();
    const request = aRefund(trade.tradeId);
    await refund(request);
    await wait(30);
    expect(await query(request)).toMatchObject({ state: RefundState.REFUND_STATE_SUCCESS });
  });

  test("P16, P24: a failed one frees its reserve, and is tried again under its own number", async () => {
    channel.plan("refund", { refund: "FAILED" });
    const trade = await pay();
    const before = await available(PAYABLE);
    const request = aRefund(trade.tradeId);
    const failed = await refund(request);
    expect(failed).toMatchObject({ state: RefundState.REFUND_STATE_FAILED, fundChange: false });
    expect([await available(PAYABLE), await refunded(trade)]).toEqual([before, undefined]);
    const done = await refund(request);
    expect(done).toMatchObject({ state: RefundState.REFUND_STATE_SUCCESS, refundId: failed.refundId });
    expect(await reasonsOf(failed.refundId)).toEqual(["REFUND_FREED", "REFUND_RESERVE"]);
    expect(await reasonsOf(`${failed.refundId}.2`)).toHaveLength(2);
    expect(await refunded(trade)).toEqual(cny(6_000n));
  });

  test("P24: one that the payer's bank sends back re-credits the merchant, who can refund it anew", async () => {
    const trade = await pay();
    const before = await available(PAYABLE);
    const request = aRefund(trade.tradeId);
    const { refundId } = await refund(request);
    channel.bounce(refundId);
    clock.advance(REFUND_LOOK_BACKS_MS[0]!);
    await world.runJobs();
    expect(await query(request)).toMatchObject({ state: RefundState.REFUND_STATE_FAILED, refundTime: undefined });
    expect([await available(PAYABLE), await refunded(trade)]).toEqual([before, undefined]);
    expect(await refund(aRefund(trade.tradeId))).toMatchObject({ state: RefundState.REFUND_STATE_SUCCESS });
  });

  test("P22: two of 60 on 100 at once, twenty times: exactly one", async () => {
    for (let round = 0; round < 20; round++) {
      const { tradeId } = await pay();
      const both = await Promise.allSettled([refund(aRefund(tradeId)), refund(aRefund(tradeId))]);
      expect(both.filter(({ status }) => status === "fulfilled")).toHaveLength(1);
    }
  });
});

describe("ReverseTrade of a paid trade", () => {
  const reverse = ({ tradeId }: Trade) =>
    world.as("cashier").reverseTrade({ merchantId: MERCHANT, tradeId, merchantTradeId: "", keepPaid: false });

  test("refunds it through its channel, and says PENDING until that has answered", async () => {
    channel.plan("refund", { fate: "unheard" });
    const trade = await pay();
    expect(await reverse(trade)).toMatchObject({ action: ReverseAction.REVERSE_ACTION_UNSPECIFIED });
    await wait(10);
    expect(await reverse(trade)).toMatchObject({
      ...{ action: ReverseAction.REVERSE_ACTION_REFUNDED, trade: { refundedAmount: cny(10_000n) } },
    });
    expect(await world.rows("Refund", { tradeId: trade.tradeId })).toHaveLength(1);
  });

  test("P24: a refund that failed is tried again by the next reverse", async () => {
    channel.plan("refund", { refund: "FAILED" });
    const trade = await pay();
    expect(await reverse(trade)).toMatchObject({ action: ReverseAction.REVERSE_ACTION_UNSPECIFIED });
    expect(await reverse(trade)).toMatchObject({ action: ReverseAction.REVERSE_ACTION_REFUNDED });
    expect(await world.rows("Refund", { tradeId: trade.tradeId })).toMatchObject([{ state: "SUCCESS", tries: 2 }]);
  });
});
