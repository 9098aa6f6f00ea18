/**
 * Goal: a payment through a channel is known in the end, whatever was lost on the way, and the payer has paid once or not at all. Method: a real node over a real
 * store, a channel with books of its own whose calls are lost, unheard or late by script, and a clock that the test moves; at the end of each case the
 * channel's books and ours agree, and the ledger is proven.
 */
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, jest, test } from "@jest/globals";
import { aKey } from "../../../kernel/harness/test-node.ts";
import { type FixedClock, fixedClock } from "../../../kernel/time/clock.ts";
import {
  type PayTradeRequest,
  ReverseAction,
  Tender,
  type Trade,
  TradeState,
  TradeWait,
} from "../../../proto/gen/paywindow/payments/v1/payments.ts";
import { LOOK_BACKS_MS } from "../config.ts";
import { verifyLedger } from "../ledger/verify-ledger.ts";
import { anId, aPayment, aWechatCode, cny, MERCHANT } from "../testing/builders.ts";
import { type PaymentsWorld, startPaymentsWorld } from "../testing/payments-world.ts";
import { type ScriptedChannel, scriptedChannel } from "../testing/scripted-channel.ts";

const clock: FixedClock = fixedClock("2026-03-01T04:00:00.000Z");
const PAYABLE = `payable:${MERCHANT}:CNY`;
const CHANNEL = "channel:wechat-like:CNY";
const SUSPENSE = "suspense:wechat-like:CNY";

let channel: ScriptedChannel;
let world: PaymentsWorld;
beforeAll(async () => {
  channel = scriptedChannel({ channelId: "wechat-like", clock });
  world = await startPaymentsWorld({ channels: [channel], clock });
});
afterAll(() => world.stop());

let payableBefore = 0n;
beforeEach(async () => {
  payableBefore = (await world.account(PAYABLE)).available;
});
const merchantGot = async () => (await world.account(PAYABLE)).available - payableBefore;

const pay = async (overrides: Partial<PayTradeRequest> = {}, key = aKey()) =>
  world.as("cashier").payTrade(aPayment({ paymentCode: aWechatCode(), ...overrides }), { idempotencyKey: key });
const query = ({ tradeId }: Pick<Trade, "tradeId">) =>
  world.as("cashier").queryTrade({ merchantId: MERCHANT, tradeId, merchantTradeId: "" });
const reverse = ({ tradeId }: Trade) =>
  world.as("cashier").reverseTrade({ merchantId: MERCHANT, tradeId, merchantTradeId: "", keepPaid: false });
const attemptOf = async ({ tradeId }: Pick<Trade, "tradeId">) =>
  (await world.rows<{ _id: string; state: string }>("PaymentAttempt", { tradeId }))[0]!;
const wait = (seconds: number) => world.wait(seconds);
const callsOf = (call: string, since = 0) => channel.calls.slice(since).filter((one) => one.call === call);

afterEach(async () => {
  expect((await verifyLedger(world.store)).mismatches).toEqual([]);
  const { postedDebits, postedCredits } = await world.account(CHANNEL);
  const { available } = await world.account(SUSPENSE);
  expect([postedDebits - postedCredits, available]).toEqual([channel.owed(), 0n]);
  expect((await world.gauge("paywindow_payments_late_payments")) ?? 0).toBe(0);
});

describe("what is known at once", () => {
  test("P11: a paid code of another wallet is the merchant's money, with the channel's number", async () => {
    const trade = await pay();
    expect(trade).toMatchObject({
      ...{ state: TradeState.TRADE_STATE_SUCCESS, paidAmount: cny(10_000n), tender: Tender.TENDER_WECHAT_LIKE },
      ...{ payerUserId: "", channelTradeId: expect.stringMatching(/^ch-att_/), wait: 0 },
    });
    expect(await merchantGot()).toBe(10_000n);
    expect(await world.entries(trade.tradeId)).toMatchObject([
      { reason: "PAYMENT", postings: [{ debitAccountId: CHANNEL, creditAccountId: PAYABLE, amount: 10_000n }] },
    ]);
    expect(await world.events()).toContain("payments.trade.paid");
  });

  test("P1: a refusal on the whitelist is one: the trade can be paid with another code, and the replay is refused alike", async () => {
    channel.plan("pay", { payment: "FAILED", refusal: "BALANCE_INSUFFICIENT" });
    const [request, key] = [aPayment({ paymentCode: aWechatCode() }), aKey()];
    for (let n = 0; n < 2; n++)
      await expect(pay(request, key)).rejects.toMatchObject({ reason: "BALANCE_INSUFFICIENT" });
    expect(callsOf("pay").filter(({ attemptId }) => channel.order(attemptId)?.state === "FAILED")).toHaveLength(1);
    const { merchantTradeId } = request;
    expect(await world.rows("Trade", { merchantTradeId })).toMatchObject([
      { state: "CREATED", refusalReason: "BALANCE_INSUFFICIENT" },
    ]);
    expect(await pay({ merchantTradeId })).toMatchObject({
      ...{ state: TradeState.TRADE_STATE_SUCCESS, refusalReason: "" },
    });
    expect(await merchantGot()).toBe(10_000n);
  });
});

describe("what is not known at once", () => {
  test("P5: an attempt that is taken back before its channel has heard of it never gets there", async () => {
    const since = channel.calls.length;
    const attempts = world.store.connection.model("PaymentAttempt").collection;
    const findOne = attempts.findOne.bind(attempts);
    const merchantTradeId = anId("order");
    // Between the commit of the attempt and the call.
    const spy = jest.spyOn(attempts, "findOne").mockImplementation((async (filter: object, options: object) => {
      spy.mockRestore();
      await world.as("cashier").reverseTrade({ merchantId: MERCHANT, tradeId: "", merchantTradeId, keepPaid: false });
      return findOne(filter, options);
    }) as never);
    const trade = await pay({ merchantTradeId });
    expect(trade).toMatchObject({ state: TradeState.TRADE_STATE_REVERSING });
    expect(callsOf("pay", since)).toEqual([]);
    await wait(20);
    expect(await query(trade)).toMatchObject({ state: TradeState.TRADE_STATE_REVERSED });
    expect(await merchantGot()).toBe(0n);
  });

  test("P1, P2, P3: an unheard payment is PAYING, is asked about within 5 s and every 3 to 5 s, and is paid once", async () => {
    channel.plan("pay", { fate: "unheard" });
    channel.plan("query", { fate: "lost" }, { fate: "lost" });
    const since = channel.calls.length;
    const [request, key] = [aPayment({ paymentCode: aWechatCode() }), aKey()];
    const trade = await pay(request, key);
    expect(trade).toMatchObject({ state: TradeState.TRADE_STATE_PAYING, wait: TradeWait.TRADE_WAIT_CHANNEL });
    const start = clock.now().getTime();
    await wait(15);
    const asked = callsOf("query", since).map(({ at }) => (at.getTime() - start) / 1_000);
    expect(asked).toHaveLength(3);
    expect(asked[0]).toBeLessThanOrEqual(5);
    for (const [index, at] of asked.slice(1).entries()) {
      expect(at - asked[index]!).toBeGreaterThanOrEqual(3);
      expect(at - asked[index]!).toBeLessThanOrEqual(5);
    }
    expect(await query(trade)).toMatchObject({ state: TradeState.TRADE_STATE_SUCCESS });
    expect(await pay(request, key)).toEqual(await query(trade));
    expect(callsOf("pay", since)).toHaveLength(1);
    expect(await merchantGot()).toBe(10_000n);
  });

  test("P6: not found is no failure before the channel's delay, and is one after it", async () => {
    channel.plan("pay", { fate: "lost" });
    const trade = await pay();
    await wait(4);
    expect(await query(trade)).toMatchObject({ state: TradeState.TRADE_STATE_PAYING });
    await wait(4);
    expect(await query(trade)).toMatchObject({
      ...{ state: TradeState.TRADE_STATE_CREATED, refusalReason: "CHANNEL_UNAVAILABLE" },
    });
    expect(await attemptOf(trade)).toMatchObject({ state: "FAILED" });
    expect(await merchantGot()).toBe(0n);
  });

  test("Y9: a payer who is asked for a password and gives it has paid", async () => {
    channel.plan("pay", { payment: "WAITING" });
    const trade = await pay();
    await wait(10);
    expect(await query(trade)).toMatchObject({ state: TradeState.TRADE_STATE_PAYING });
    channel.confirm((await attemptOf(trade))._id);
    await wait(5);
    expect(await query(trade)).toMatchObject({ state: TradeState.TRADE_STATE_SUCCESS });
    expect(await merchantGot()).toBe(10_000n);
  });

  test("P4, P7, P9: at the deadline it is asked once more and then taken back, until the channel has answered", async () => {
    channel.plan("pay", { payment: "WAITING" });
    channel.plan("reverse", { fate: "lost" }, { fate: "unheard" });
    const since = channel.calls.length;
    const trade = await pay();
    await wait(44);
    expect(callsOf("reverse", since)).toEqual([]);
    expect(await query(trade)).toMatchObject({ state: TradeState.TRADE_STATE_PAYING });
    await wait(1);
    const last = channel.calls.slice(-2).map(({ call }) => call);
    expect(last).toEqual(["query", "reverse"]);
    expect(await query(trade)).toMatchObject({ state: TradeState.TRADE_STATE_REVERSING });
    await wait(10);
    expect(await query(trade)).toMatchObject({ state: TradeState.TRADE_STATE_REVERSED, reverseTime: expect.any(Date) });
    expect(callsOf("reverse", since)).toHaveLength(3);
    expect(await world.events()).toContain("payments.trade.reversed");
    await wait(60);
    expect(await world.gauge("paywindow_payments_trades_overdue")).toBe(0);
    expect(await world.gauge("paywindow_payments_attempts_unknown")).toBe(0);
  });

  test("P5: paid between the last query and the reverse: the money is returned, once, and never both", async () => {
    channel.plan("pay", { payment: "WAITING" });
    const trade = await pay();
    await wait(44);
    const { _id } = await attemptOf(trade);
    channel.plan("reverse", { fate: "lost" });
    await wait(1);
    channel.confirm(_id);
    await wait(10);
    expect(await query(trade)).toMatchObject({ state: TradeState.TRADE_STATE_REVERSED });
    expect(channel.order(_id)).toMatchObject({ state: "REVERSED" });
    expect(await merchantGot()).toBe(0n);
  });

  test("P4, P8: what is too late to reverse goes back as a refund, by way of suspense", async () => {
    channel.plan("pay", { payment: "WAITING" });
    channel.plan("reverse", { fate: "lost" }, { reverse: "TOO_LATE" });
    channel.plan("refund", { fate: "unheard" }, { fate: "lost" });
    const trade = await pay();
    await wait(45);
    const { _id } = await attemptOf(trade);
    channel.confirm(_id);
    await wait(5);
    expect(await query(trade)).toMatchObject({ state: TradeState.TRADE_STATE_REVERSED });
    await wait(60);
    expect(await attemptOf(trade)).toMatchObject({ state: "LATE_REFUNDED" });
    expect(channel.order(_id)?.refunds.size).toBe(1);
    expect((await world.entries(_id)).map(({ reason }) => reason)).toEqual(["LATE_PAYMENT", "LATE_REFUND"]);
    expect(await merchantGot()).toBe(0n);
  });

  test("P6, P8: a payment that arrives after it was given up is refunded, and the merchant never hears that it was paid", async () => {
    channel.plan("pay", { fate: "late" });
    const trade = await pay();
    await wait(8);
    expect(await query(trade)).toMatchObject({ state: TradeState.TRADE_STATE_CREATED });
    await world.as("cashier").closeTrade({ merchantId: MERCHANT, tradeId: trade.tradeId, merchantTradeId: "" });
    channel.arrive();
    clock.advance(LOOK_BACKS_MS[0]!);
    await wait(2);
    expect(await attemptOf(trade)).toMatchObject({ state: "LATE_REFUNDED" });
    expect(await query(trade)).toMatchObject({ state: TradeState.TRADE_STATE_CLOSED, paidAmount: undefined });
    expect(await merchantGot()).toBe(0n);
  });

  test("an attempt that nothing comes of is looked at a few times more, and then left alone", async () => {
    channel.plan("pay", { fate: "lost" });
    const trade = await pay();
    await wait(8);
    for (const spanMs of LOOK_BACKS_MS) {
      clock.advance(spanMs);
      await world.runJobs();
    }
    expect(await attemptOf(trade)).not.toHaveProperty("nextQueryTime");
  });
});

test("P6, P8: a look back that the channel does not answer does not count", async () => {
  channel.plan("pay", { fate: "late" });
  const trade = await pay();
  await wait(8);
  channel.plan("query", ...LOOK_BACKS_MS.map(() => ({ fate: "lost" }) as const));
  for (const _ of LOOK_BACKS_MS) {
    clock.advance(LOOK_BACKS_MS[0]!);
    await world.runJobs();
  }
  channel.arrive();
  clock.advance(LOOK_BACKS_MS.at(-1)!);
  await wait(2);
  expect(await attemptOf(trade)).toMatchObject({ state: "LATE_REFUNDED" });
});

test("P8, P16: what a channel refuses for good under one number is asked for under the next, and the refused ones are asked about first", async () => {
  channel.plan("pay", { fate: "late" });
  const trade = await pay();
  await wait(8);
  channel.arrive();
  const since = channel.calls.length;
  channel.plan("refund", { refund: "REFUSED_FOR_GOOD" }, { refund: "REFUSED_FOR_GOOD" });
  clock.advance(LOOK_BACKS_MS[0]!);
  await wait(40);
  const attempt = await attemptOf(trade);
  expect(attempt).toMatchObject({ state: "LATE_REFUNDED", refusedRefunds: 2 });
  const asked = channel.calls.slice(since).map(({ call }) => call);
  const refunds = ["refund", "queryRefund", "refund", "queryRefund", "queryRefund", "refund"];
  expect(asked.filter((call) => call !== "query")).toEqual(refunds);
  expect(channel.order(attempt._id)?.refunds.size).toBe(1);
  expect((await world.entries(attempt._id)).map(({ reason }) => reason)).toEqual(["LATE_PAYMENT", "LATE_REFUND"]);
});

describe("ReverseTrade", () => {
  test("P4: of a payment that is under way is PENDING before the channel's minimum, and comes true after it", async () => {
    channel.plan("pay", { fate: "unheard" });
    const since = channel.calls.length;
    const trade = await pay();
    const first = await reverse(trade);
    expect(first).toMatchObject({
      ...{ action: ReverseAction.REVERSE_ACTION_UNSPECIFIED, trade: { state: TradeState.TRADE_STATE_REVERSING } },
    });
    expect(callsOf("reverse", since)).toEqual([]);
    await wait(14);
    expect(callsOf("reverse", since)).toEqual([]);
    await wait(1);
    expect(await reverse(trade)).toMatchObject({
      ...{ action: ReverseAction.REVERSE_ACTION_REVERSED, trade: { state: TradeState.TRADE_STATE_REVERSED } },
    });
    expect(await merchantGot()).toBe(0n);
  });

  test("P32: asked by ten at once after the minimum: one reverse of the trade, and ten equal answers", async () => {
    channel.plan("pay", { payment: "WAITING" });
    const trade = await pay();
    await wait(15);
    const all = await Promise.all(Array.from({ length: 10 }, () => reverse(trade)));
    const again = await reverse(trade);
    expect(again.action).toBe(ReverseAction.REVERSE_ACTION_REVERSED);
    for (const { trade: told } of all) expect(told?.tradeId).toBe(trade.tradeId);
    expect(await merchantGot()).toBe(0n);
  });
});

test("P12: while a channel does not answer, the store is free for others", async () => {
  let answer: () => void = () => {};
  const held = new Promise<void>((resolve) => {
    answer = resolve;
  });
  const slow = channel.pay;
  const merchantTradeId = anId("order");
  channel.pay = async (payment, signal) => {
    await held;
    return slow(payment, signal);
  };
  const paying = pay({ merchantTradeId });
  while ((await world.rows("Trade", { merchantTradeId })).length === 0) await new Promise(setImmediate);
  expect(await world.as("cashier").queryTrade({ merchantId: MERCHANT, tradeId: "", merchantTradeId })).toMatchObject({
    ...{ state: TradeState.TRADE_STATE_PAYING },
  });
  channel.pay = slow;
  expect(await pay()).toMatchObject({ state: TradeState.TRADE_STATE_SUCCESS });
  answer();
  expect(await paying).toMatchObject({ state: TradeState.TRADE_STATE_SUCCESS });
  expect(await merchantGot()).toBe(20_000n);
});
