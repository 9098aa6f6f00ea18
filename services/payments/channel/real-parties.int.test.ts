/**
 * Goal: whatever happens between us and a wallet, in the end its book and ours say the same (P1-P9, P35). Method: payments and the real outside parties on one
 * node, over HTTP, under a seeded storm of faults; the janitor runs by a clock that the test moves, until nothing is open.
 */
import { afterAll, beforeAll, describe, expect, test } from "@jest/globals";
import { serviceCaller } from "../../../kernel/auth/caller.ts";
import type { Client } from "../../../kernel/contract/contract.ts";
import { aKey, startTestNode, type TestNode } from "../../../kernel/harness/test-node.ts";
import { type FixedClock, fixedClock } from "../../../kernel/time/clock.ts";
import { type FaultRates, OutsideServiceDefinition } from "../../../proto/gen/paywindow/outside/v1/outside.ts";
import {
  PaymentsServiceDefinition,
  RefundState,
  Tender,
  type Trade,
  TradeState,
} from "../../../proto/gen/paywindow/payments/v1/payments.ts";
import { outside } from "../../outside/outside.service.ts";
import { verifyLedger } from "../ledger/verify-ledger.ts";
import { payments } from "../payments.service.ts";
import { aPayment, aRefund, cny, MERCHANT } from "../testing/builders.ts";
import { callers } from "../testing/payments-world.ts";
import { runJanitor } from "../testing/run-janitor.ts";

type OutsideClient = Client<typeof OutsideServiceDefinition>;

let clock: FixedClock;
let node: TestNode;
let parties: OutsideClient;
let till: Client<typeof PaymentsServiceDefinition>;

beforeAll(async () => {
  clock = fixedClock("2026-11-23T02:00:00.000Z");
  node = await startTestNode({ modules: [payments, outside], demo: true, clock });
  parties = node.as(serviceCaller("test"), OutsideServiceDefinition);
  till = node.as({ ...callers.cashier, roles: ["manager", "cashier"] }, PaymentsServiceDefinition);
});
afterAll(() => node.stop());

const behave = (rates?: Partial<FaultRates>) => {
  const none = { delay: 0, dropRequest: 0, dropAnswer: 0, duplicate: 0, reorder: 0, lateAnswer: 0, wrongAmount: 0 };
  const more = { badSignature: 0, garbage: 0, serverError: 0, accepted: 0, hidden: 0, crashBefore: 0, crashAfter: 0 };
  return parties.setFaults({ channelId: "", seed: 11, rates: { ...none, ...more, ...rates }, delayMs: 1, lateMs: 1 });
};

/** Time passes, the janitor comes by every second. */
const pass = async (seconds: number): Promise<void> => {
  for (let second = 0; second < seconds; second++) {
    clock.advance(1_000);
    await runJanitor(node.node);
  }
};

const query = ({ tradeId }: Trade) => till.queryTrade({ merchantId: MERCHANT, tradeId, merchantTradeId: "" });
const attemptOf = async ({ tradeId }: Trade): Promise<string> =>
  (await node.store("payments").connection.model("PaymentAttempt").findOne({ tradeId }).lean<{ _id: string }>())!._id;
const bookOf = async (channelId: string, trade: Trade) =>
  parties
    .getOutsideOrder({ channelId, orderNumber: await attemptOf(trade) })
    .catch((error: { reason: string }) => error.reason);

const account = async (channelId: string, terms: { confirmOver?: bigint } = {}) => {
  const request = { channelId, accountId: "", holderName: "赵敏", confirmOver: 0n, frozen: false, ...terms };
  return (await parties.createOutsideAccount({ ...request, balance: cny(100_000n) })).accountId;
};
const pay = async (accountId: string, key = aKey()) => {
  const { paymentCode } = await parties.issueOutsideCode({ accountId });
  return till.payTrade(aPayment({ paymentCode }), { idempotencyKey: key });
};

describe.each([
  ["wechat-like", Tender.TENDER_WECHAT_LIKE],
  ["unionpay-like", Tender.TENDER_UNIONPAY_LIKE],
] as const)("%s", (channelId, tender) => {
  test("P11: its code pays, and a refund goes back the same way", async () => {
    const trade = await pay(await account(channelId));
    expect(trade).toMatchObject({ state: TradeState.TRADE_STATE_SUCCESS, tender, paidAmount: cny(10_000n) });
    expect(await bookOf(channelId, trade)).toMatchObject({ state: 2, amount: cny(10_000n), merchantId: MERCHANT });
    await till.refundTrade(aRefund(trade.tradeId, { amount: cny(6_000n) }));
    await pass(10);
    expect(await bookOf(channelId, trade)).toMatchObject({ refundedAmount: cny(6_000n), payerBalance: cny(96_000n) });
    expect((await query(trade)).refundedAmount).toEqual(cny(6_000n));
  });

  test("P3: a payer who is asked for a password and gives it is found out", async () => {
    const trade = await pay(await account(channelId, { confirmOver: 1n }));
    expect(trade.state).toBe(TradeState.TRADE_STATE_PAYING);
    await parties.confirmOutsideOrder({ channelId, orderNumber: await attemptOf(trade), refuse: false });
    await pass(10);
    expect((await query(trade)).state).toBe(TradeState.TRADE_STATE_SUCCESS);
  });

  test("P4: one who never gives it keeps the money", async () => {
    const trade = await pay(await account(channelId, { confirmOver: 1n }));
    await pass(100);
    expect((await query(trade)).state).toBe(TradeState.TRADE_STATE_REVERSED);
    expect(await bookOf(channelId, trade)).toMatchObject({ state: 4, payerBalance: cny(100_000n) });
  });

  test("P1-P9, P35: after a storm of faults both books say the same of every trade, and nothing is open", async () => {
    const accounts = await Promise.all(Array.from({ length: 24 }, () => account(channelId)));
    const faults = ["dropRequest", "dropAnswer", "duplicate", "wrongAmount", "badSignature", "garbage"] as const;
    const more = ["serverError", "accepted", "hidden", "delay"] as const;
    await behave(Object.fromEntries([...faults, ...more].map((kind) => [kind, 70])));
    const trades = await Promise.all(accounts.map((accountId) => pay(accountId)));
    expect(trades.some(({ state }) => state === TradeState.TRADE_STATE_PAYING)).toBe(true);
    // The storm goes on while the janitor asks, reverses and refunds.
    await pass(60);
    const paid = (await Promise.all(trades.map(query))).filter(({ state }) => state === TradeState.TRADE_STATE_SUCCESS);
    const refunds = paid.filter((_, index) => index % 2 === 0).map(({ tradeId }) => aRefund(tradeId));
    await Promise.all(refunds.map((refund) => till.refundTrade(refund)));
    await pass(30);
    await behave();
    await pass(120);
    expect([paid.length > 12, refunds.length > 6]).toEqual([true, true]);
    for (const trade of trades) {
      const { state, refundedAmount } = await query(trade);
      const book = await bookOf(channelId, trade);
      if (state === TradeState.TRADE_STATE_SUCCESS) {
        const refunded = refundedAmount?.minorUnits ?? 0n;
        const expected = { state: 2, refundedAmount: cny(refunded), payerBalance: cny(90_000n + refunded) };
        expect(book).toMatchObject(expected);
      } else {
        expect([TradeState.TRADE_STATE_CREATED, TradeState.TRADE_STATE_REVERSED]).toContain(state);
        expect(book === "OUTSIDE_ORDER_NOT_FOUND" || (typeof book === "object" && book.state !== 2)).toBe(true);
      }
    }
    for (const { merchantRefundId, tradeId } of refunds) {
      const asked = { merchantId: MERCHANT, tradeId, merchantTradeId: "", merchantRefundId };
      expect((await till.queryRefund(asked)).state).toBe(RefundState.REFUND_STATE_SUCCESS);
    }
    // What the day's statement says was paid less what came back is what our ledger says stands at the channel.
    const { text } = await parties.getStatement({ channelId, businessDay: "2026-11-23" });
    const end = /paid=(\d+),reversed=(\d+),refunded=(\d+)/.exec(text)!.slice(1).map(BigInt) as [bigint, bigint, bigint];
    const row = await node
      .store("payments")
      .connection.model("LedgerAccount")
      .findById(`channel:${channelId}:CNY`)
      .lean<{ postedDebits: bigint; postedCredits: bigint }>();
    expect(row!.postedDebits - row!.postedCredits).toBe(end[0] - end[1] - end[2]);
  });
});

test("P25: the ledger is whole", async () => {
  expect((await verifyLedger(node.store("payments"))).mismatches).toEqual([]);
});
