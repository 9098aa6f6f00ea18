/**
 * Goal: above the limit without password nothing moves before the payer has confirmed, and what a payer confirms is paid once. Method: a real node over a real
 * store, the clock still.
 */
import { afterAll, beforeAll, describe, expect, jest, test } from "@jest/globals";
import { aKey } from "../../../kernel/harness/test-node.ts";
import { money } from "../../../kernel/money/money.ts";
import { fixedClock } from "../../../kernel/time/clock.ts";
import {
  type ConfirmTradeRequest,
  PaymentWay,
  Tender,
  type Trade,
  TradeState,
  TradeWait,
} from "../../../proto/gen/paywindow/payments/v1/payments.ts";
import { CONFIRM_WITHIN_MS } from "../config.ts";
import { aCreation, anId, aPayment, cny, MERCHANT, SHOPPER_1, SHOPPER_2 } from "../testing/builders.ts";
import { expectRefused } from "../testing/expect-refused.ts";
import { type callers, type PaymentsWorld, startPaymentsWorld } from "../testing/payments-world.ts";
import { scriptedChannel } from "../testing/scripted-channel.ts";
import { refusingWith, withSuspended } from "../testing/with-rule.ts";

const PASSWORD = "280517";
const WALLET = `wallet:${SHOPPER_1}:CNY`;
const LARGE = cny(100_001n);

const clock = fixedClock("2026-03-01T04:00:00.000Z");
const bank = scriptedChannel({ channelId: "bank-card", clock });

let world: PaymentsWorld;
beforeAll(async () => {
  world = await startPaymentsWorld({ channels: [bank], clock });
  await world.fund(SHOPPER_1, 1_000_000n);
  await world.as("shopper1").setPaymentPassword({ paymentPassword: PASSWORD });
});
afterAll(() => world.stop());

const balance = async () => (await world.account(WALLET)).available;
const confirm = (tradeId: string, request: Partial<ConfirmTradeRequest> = {}, who: keyof typeof callers = "shopper1") =>
  world.as(who).confirmTrade({ tradeId, paymentPassword: PASSWORD, fundingSourceId: "", ...request });
const query = (trade: Trade) =>
  world.as("cashier").queryTrade({ merchantId: MERCHANT, tradeId: trade.tradeId, merchantTradeId: "" });
const payLarge = async (overrides: object = {}) =>
  world
    .as("cashier")
    .payTrade(aPayment({ paymentCode: await world.code(), amount: LARGE, ...overrides }), { idempotencyKey: aKey() });
const waitingOf = async (who: keyof typeof callers) =>
  (await world.as(who).listWaitingTrades({})).trades.map(({ tradeId }) => tradeId);

describe("a code that is shown for more than the limit", () => {
  test("waits for the password, moves nothing before, and is paid by the confirmation", async () => {
    const before = await balance();
    const waiting = await payLarge();
    expect(waiting).toMatchObject({
      ...{ state: TradeState.TRADE_STATE_PAYING, wait: TradeWait.TRADE_WAIT_PAYER_PASSWORD, payerUserId: SHOPPER_1 },
      expireTime: new Date(world.clock.now().getTime() + CONFIRM_WITHIN_MS),
    });
    expect(await balance()).toBe(before);
    expect(await waitingOf("shopper1")).toContain(waiting.tradeId);
    expect(await waitingOf("shopper2")).toEqual([]);
    const paid = await confirm(waiting.tradeId);
    expect(paid).toMatchObject({ state: TradeState.TRADE_STATE_SUCCESS, paidAmount: LARGE, wait: 0 });
    expect(paid.payerDisplayName).toBe("李小明");
    expect(await balance()).toBe(before - LARGE.minorUnits);
    expect(await waitingOf("shopper1")).not.toContain(waiting.tradeId);
    expect(await world.rows("PaymentAttempt", { tradeId: paid.tradeId })).toMatchObject([{ state: "PAID" }]);
    expect(await query(paid)).toEqual({ ...paid, payerDisplayName: "李**" });
  });

  test("P14: a replay of the till's key tells how it stands by then", async () => {
    const request = aPayment({ paymentCode: await world.code(), amount: LARGE });
    const key = aKey();
    const first = await world.as("cashier").payTrade(request, { idempotencyKey: key });
    await confirm(first.tradeId);
    let replays = 0;
    const options = { idempotencyKey: key, markReplayed: () => void replays++ };
    expect(await world.as("cashier").payTrade(request, options)).toMatchObject({
      state: TradeState.TRADE_STATE_SUCCESS,
    });
    expect(replays).toBe(1);
  });

  test("P14: a confirmation whose caller has given up does not come true", async () => {
    const before = await balance();
    const waiting = await payLarge();
    const users = world.store.connection.model("WalletUser").collection;
    const findOne = users.findOne.bind(users);
    // The first thing that is read takes its time.
    const spy = jest.spyOn(users, "findOne").mockImplementation((async (filter: object, options: object) => {
      spy.mockRestore();
      world.clock.advance(CONFIRM_WITHIN_MS / 2);
      return findOne(filter, options);
    }) as never);
    await expect(confirm(waiting.tradeId)).rejects.toMatchObject({ reason: "DEADLINE_PASSED" });
    expect(await balance()).toBe(before);
    expect(await confirm(waiting.tradeId)).toMatchObject({ state: TradeState.TRADE_STATE_SUCCESS });
  });

  test("is closed when nobody confirms in time, and the code stays spent", async () => {
    const before = await balance();
    const waiting = await payLarge();
    world.clock.advance(CONFIRM_WITHIN_MS);
    await expectRefused(world, "TRADE_EXPIRED", () => confirm(waiting.tradeId));
    await world.runJobs();
    expect(await query(waiting)).toMatchObject({ state: TradeState.TRADE_STATE_CLOSED });
    expect(await world.rows("PaymentAttempt", { tradeId: waiting.tradeId })).toMatchObject([{ state: "FAILED" }]);
    expect(await balance()).toBe(before);
    await expectRefused(world, "TRADE_NOT_PAYABLE", () => confirm(waiting.tradeId));
  });

  test("can be closed by the till, and is paid no more", async () => {
    const { tradeId } = await payLarge();
    await world.as("cashier").closeTrade({ merchantId: MERCHANT, tradeId, merchantTradeId: "" });
    await expectRefused(world, "TRADE_NOT_PAYABLE", () => confirm(tradeId));
  });

  test("up to the user's own limit no password is asked for", async () => {
    await world
      .as("shopper1")
      .setPasswordFreeLimit({ limit: cny(5_000n), paymentPassword: PASSWORD }, { idempotencyKey: aKey() });
    expect(await payLarge({ amount: cny(5_000n) })).toMatchObject({ state: TradeState.TRADE_STATE_SUCCESS });
    expect(await payLarge({ amount: cny(5_001n) })).toMatchObject({ state: TradeState.TRADE_STATE_PAYING });
    await world.as("shopper1").setPasswordFreeLimit({ limit: cny(100_000n), paymentPassword: PASSWORD });
  });
});

describe("Y3: in-window and app trades", () => {
  test.each([PaymentWay.PAYMENT_WAY_IN_WINDOW, PaymentWay.PAYMENT_WAY_APP])(
    "way %i: made for one user, confirmed by that user alone",
    async (way) => {
      const trade = await world.as("cashier").createTrade(aCreation({ payerUserId: SHOPPER_1, way }));
      expect(await waitingOf("shopper1")).toContain(trade.tradeId);
      const paymentCode = await world.code("shopper2");
      const payment = aPayment({ paymentCode, merchantTradeId: trade.merchantTradeId });
      const call = () => world.as("cashier").payTrade(payment, { idempotencyKey: aKey() });
      await expectRefused(world, "TRADE_NOT_PAYABLE", call, ["IdempotencyKey", "PaymentAttempt"]);
      const [first, second] = await Promise.all([confirm(trade.tradeId), confirm(trade.tradeId)]);
      expect(first).toMatchObject({ state: TradeState.TRADE_STATE_SUCCESS, way });
      expect(second).toEqual(first);
      expect(await world.entries(trade.tradeId)).toHaveLength(1);
    },
  );
});

describe("what is refused, in the order of the guards", () => {
  const aWaitingTrade = async (overrides: object = {}) =>
    (await world.as("cashier").createTrade(aCreation({ payerUserId: SHOPPER_1, ...overrides }))).tradeId;
  const set = (update: object) =>
    world.store.connection.model("WalletUser").updateOne({ _id: SHOPPER_1 }, { $set: update });

  test("WALLET_NOT_FOUND", async () => {
    const nobody = { kind: "user", id: "usr_nobody1" } as const;
    const call = () =>
      world.as(nobody).confirmTrade({ tradeId: "trd_1234", paymentPassword: PASSWORD, fundingSourceId: "" });
    await expectRefused(world, "WALLET_NOT_FOUND", call);
  });

  test("PAYMENT_PASSWORD_NOT_SET", async () => {
    await expectRefused(world, "PAYMENT_PASSWORD_NOT_SET", async () =>
      confirm(anId("trd").replace("-", "_"), {}, "shopper2"),
    );
  });

  test("PAYMENT_PASSWORD_WRONG, counted, and PAYMENT_PASSWORD_LOCKED after five", async () => {
    const tradeId = await aWaitingTrade();
    for (let left = 4; left > 0; left--) {
      const wrong = () => confirm(tradeId, { paymentPassword: "000001" });
      const { metadata } = await expectRefused(world, "PAYMENT_PASSWORD_WRONG", wrong, ["PaymentPassword"]);
      expect(metadata).toEqual({ triesLeft: String(left) });
    }
    await expectRefused(world, "PAYMENT_PASSWORD_LOCKED", () => confirm(tradeId, { paymentPassword: "000001" }), [
      "PaymentPassword",
    ]);
    await expectRefused(world, "PAYMENT_PASSWORD_LOCKED", () => confirm(tradeId));
    world.clock.advance(3 * 3_600_000);
  });

  test.each<[string, () => Promise<string>, Partial<ConfirmTradeRequest>?]>([
    ["TRADE_NOT_FOUND", async () => "trd_00000000"],
    ["TRADE_NOT_FOUND", async () => (await world.as("cashier").createTrade(aCreation())).tradeId],
    ["TRADE_NOT_FOUND", () => aWaitingTrade({ payerUserId: "usr_demoshopper2" })],
    ["FUNDING_SOURCE_NOT_FOUND", () => aWaitingTrade(), { fundingSourceId: "crd_00000001" }],
    ["CURRENCY_NOT_HELD", () => aWaitingTrade({ amount: money(1n, "HKD") })],
    ["BALANCE_INSUFFICIENT", () => aWaitingTrade({ amount: cny(4_000_000n) })],
  ])("%s", async (reason, prepare, request = {}) => {
    const tradeId = await prepare();
    await expectRefused(world, reason, () => confirm(tradeId, request));
  });

  test.each([
    ...["CATEGORY_PROHIBITED", "TRADE_LIMIT_EXCEEDED", "PAYMENTS_TOO_FREQUENT"],
    ...["PAYER_LIMIT_EXCEEDED", "MERCHANT_LIMIT_EXCEEDED"],
  ])("P38: %s, and nothing but the refusal and its rule is written", async (reason) => {
    const tradeId = await aWaitingTrade();
    await refusingWith(world, reason, async (rule) => {
      await expectRefused(world, reason, () => confirm(tradeId), ["RiskRefusal"]);
      expect(await world.rows("RiskRefusal", { subject: tradeId })).toMatchObject([{ rule, reason }]);
    });
    expect(await confirm(tradeId)).toMatchObject({ state: TradeState.TRADE_STATE_SUCCESS });
  });

  test.each<[string, "ALL" | "IN_WINDOW"]>([
    ["MERCHANT_SUSPENDED", "ALL"],
    ["FEATURE_SUSPENDED", "IN_WINDOW"],
  ])("T8: %s, also for a trade that was made before", async (reason, feature) => {
    const tradeId = await aWaitingTrade();
    await withSuspended(world, [feature], () => expectRefused(world, reason, () => confirm(tradeId)));
  });

  test("WALLET_FROZEN", async () => {
    const tradeId = await aWaitingTrade();
    await set({ state: "FROZEN" });
    await expectRefused(world, "WALLET_FROZEN", () => confirm(tradeId));
    await set({ state: "ACTIVE" });
  });
});

describe("a bound card", () => {
  test("Y7: pays what its owner confirms with it; what the bank does not say stays PAYING until it is known", async () => {
    const fundingSourceId = await world.addCard(SHOPPER_1);
    const quick = await payLarge();
    expect(await confirm(quick.tradeId, { fundingSourceId })).toMatchObject({
      ...{ state: TradeState.TRADE_STATE_SUCCESS, tender: Tender.TENDER_BANK_CARD },
    });
    bank.plan("pay", { fate: "unheard" });
    const unheard = await payLarge();
    const paying = await confirm(unheard.tradeId, { fundingSourceId });
    expect(paying).toMatchObject({ state: TradeState.TRADE_STATE_PAYING, wait: TradeWait.TRADE_WAIT_CHANNEL });
    expect(await confirm(unheard.tradeId)).toEqual(paying);
    world.clock.advance(5_000);
    await world.runJobs();
    expect(await query(unheard)).toMatchObject({ state: TradeState.TRADE_STATE_SUCCESS });
    const calls = bank.calls.filter(({ call }) => call === "pay");
    expect(new Set(calls.map(({ attemptId }) => attemptId)).size).toBe(2);
  });

  test.each(["CARD_REFUSED", "CHANNEL_REFUSED", "CHANNEL_UNAVAILABLE"] as const)(
    "%s, and another source can pay",
    async (refusal) => {
      const fundingSourceId = await world.addCard(SHOPPER_1);
      const { tradeId } = await world.as("cashier").createTrade(aCreation({ payerUserId: SHOPPER_1 }));
      bank.plan("pay", { payment: "FAILED", refusal });
      await expect(confirm(tradeId, { fundingSourceId })).rejects.toMatchObject({ reason: refusal });
      expect(await confirm(tradeId, { fundingSourceId: "balance" })).toMatchObject({
        ...{ state: TradeState.TRADE_STATE_SUCCESS, tender: Tender.TENDER_WALLET_BALANCE },
      });
    },
  );

  test("P10: a code whose confirmation failed binds nobody: the next shopper's code pays the trade", async () => {
    const merchantTradeId = anId("order");
    const { tradeId } = await payLarge({ merchantTradeId });
    const cardId = await world.addCard(SHOPPER_1);
    bank.plan("pay", { payment: "FAILED" });
    await expect(confirm(tradeId, { fundingSourceId: cardId })).rejects.toMatchObject({ reason: "CHANNEL_REFUSED" });
    expect(await waitingOf("shopper1")).not.toContain(tradeId);
    const next = await payLarge({ merchantTradeId, paymentCode: await world.code("shopper2") });
    expect(next).toMatchObject({ tradeId, state: TradeState.TRADE_STATE_PAYING, payerUserId: SHOPPER_2 });
  });
});
