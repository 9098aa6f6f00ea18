/**
 * Goal: whatever became of a payment, a reverse leaves the payer with the money, once, and says what it did. Method: a real node over a real store with the
 * built-in wallet; channels are in recovery/.
 */
import { afterAll, beforeAll, describe, expect, test } from "@jest/globals";
import { aKey } from "../../../kernel/harness/test-node.ts";
import {
  ReverseAction,
  type ReverseTradeRequest,
  type Trade,
  TradeState,
} from "../../../proto/gen/paywindow/payments/v1/payments.ts";
import { REVERSE_WITHIN_MS } from "../config.ts";
import { aCreation, anId, aPayment, aRefund, cny, MERCHANT, SHOPPER_1 } from "../testing/builders.ts";
import { expectRefused } from "../testing/expect-refused.ts";
import { type callers, type PaymentsWorld, startPaymentsWorld } from "../testing/payments-world.ts";

let world: PaymentsWorld;
beforeAll(async () => {
  world = await startPaymentsWorld();
  await world.fund(SHOPPER_1, 1_000_000n);
});
afterAll(() => world.stop());

const WALLET = `wallet:${SHOPPER_1}:CNY`;
const balance = async () => (await world.account(WALLET)).available;
const pay = async (overrides: object = {}) =>
  world.as("cashier").payTrade(aPayment({ paymentCode: await world.code(), ...overrides }), { idempotencyKey: aKey() });
const reverse = (
  trade: Partial<Trade>,
  overrides: Partial<ReverseTradeRequest> = {},
  who: keyof typeof callers = "cashier",
) => {
  const { tradeId = "", merchantTradeId = "" } = trade;
  const ref = tradeId ? { tradeId, merchantTradeId: "" } : { tradeId, merchantTradeId };
  return world.as(who).reverseTrade({ merchantId: MERCHANT, ...ref, keepPaid: false, ...overrides });
};

describe("a reverse", () => {
  test("of a paid trade refunds it in full, once, and keeps it SUCCESS", async () => {
    const before = await balance();
    const trade = await pay();
    const { action, trade: reversed } = await reverse(trade);
    expect(action).toBe(ReverseAction.REVERSE_ACTION_REFUNDED);
    expect(reversed).toMatchObject({ state: TradeState.TRADE_STATE_SUCCESS, refundedAmount: cny(10_000n) });
    expect(await balance()).toBe(before);
    expect(await reverse(trade)).toEqual({ action, trade: reversed });
    expect(await world.rows("Refund", { tradeId: trade.tradeId })).toHaveLength(1);
    expect(await balance()).toBe(before);
  });

  test("P22: of a trade that is refunded in part returns the rest, and twenty at once return it once", async () => {
    const before = await balance();
    const trade = await pay();
    await world.as("cashier").refundTrade(aRefund(trade.tradeId));
    const all = await Promise.all(Array.from({ length: 20 }, () => reverse(trade)));
    expect(new Set(all.map(({ action }) => action))).toEqual(new Set([ReverseAction.REVERSE_ACTION_REFUNDED]));
    expect(await balance()).toBe(before);
  });

  test("that keeps what is paid keeps it", async () => {
    const before = await balance();
    const trade = await pay();
    expect(await reverse(trade, { keepPaid: true })).toEqual({ action: ReverseAction.REVERSE_ACTION_KEPT, trade });
    expect(await balance()).toBe(before - 10_000n);
  });

  test.each<[string, () => Promise<Trade>]>([
    ["unpaid", () => world.as("cashier").createTrade(aCreation())],
    ["that waits for the payer", () => pay({ amount: cny(100_001n) })],
    [
      "authorized",
      async () => {
        const request = aPayment({ paymentCode: await world.code() });
        return world.as("cashier").authorizeTrade(request, { idempotencyKey: aKey() });
      },
    ],
  ])("of a trade %s closes it and gives back what it held", async (_, make) => {
    const before = await balance();
    const trade = await make();
    const { action, trade: closed } = await reverse(trade);
    expect(action).toBe(ReverseAction.REVERSE_ACTION_CLOSED);
    expect(closed).toMatchObject({ tradeId: trade.tradeId, state: TradeState.TRADE_STATE_CLOSED });
    expect(await reverse(trade)).toEqual({ action, trade: closed });
    expect(await balance()).toBe(before);
  });

  test("of nothing leaves word for a payment that is still on its way", async () => {
    const merchantTradeId = anId("order");
    const { action, trade } = await reverse({ merchantTradeId });
    expect(action).toBe(ReverseAction.REVERSE_ACTION_NOTHING_FOUND);
    expect(trade).toMatchObject({ state: TradeState.TRADE_STATE_REVERSED, amount: undefined, merchantTradeId });
    expect(await reverse({ merchantTradeId })).toEqual({ action, trade });
    const before = await balance();
    await expect(pay({ merchantTradeId })).rejects.toMatchObject({ reason: "TRADE_NOT_PAYABLE" });
    expect(await balance()).toBe(before);
  });

  test("P29: that races the payment leaves the payer with the money, whichever is first", async () => {
    for (let round = 0; round < 10; round++) {
      const before = await balance();
      const merchantTradeId = anId("order");
      await Promise.allSettled([pay({ merchantTradeId }), reverse({ merchantTradeId }), reverse({ merchantTradeId })]);
      await reverse({ merchantTradeId });
      expect(await balance()).toBe(before);
    }
  });
});

test.each<[string, () => Promise<Partial<Trade>>, Partial<ReverseTradeRequest>?, (keyof typeof callers)?]>([
  ["CALLER_UNKNOWN", pay, {}, "anonymous"],
  ["MERCHANT_NOT_FOUND", pay, {}, "stranger"],
  ["MERCHANT_NOT_FOUND", async () => ({ merchantTradeId: "x" }), { merchantId: "mer_nobody" }, "service"],
  ["TRADE_NOT_FOUND", async () => ({ tradeId: "trd_00000000" })],
  ["TRADE_NOT_FOUND", pay, {}, "elsewhere"],
  [
    "TRADE_NOT_REVERSIBLE",
    async () => {
      const trade = await pay();
      world.clock.advance(REVERSE_WITHIN_MS + 1);
      return trade;
    },
  ],
])("%s", async (reason, prepare, request = {}, who = "cashier") => {
  const trade = await prepare();
  await expectRefused(world, reason, () => reverse(trade, request, who));
});

test("MERCHANT_FUNDS_SHORT", async () => {
  const trade = await pay();
  const account = { _id: `payable:${MERCHANT}:CNY` };
  const { available } = await world.account(account._id);
  const accounts = world.store.connection.model("LedgerAccount");
  await accounts.updateOne(account, { $set: { available: 1n } });
  await expectRefused(world, "MERCHANT_FUNDS_SHORT", () => reverse(trade));
  await accounts.updateOne(account, { $set: { available } });
});
