/**
 * Goal: refunds that fail, come back and are tried again leave every sen where it belongs, and what is said of them is true. Method: as
 * refund-by-channel.int.test.ts: a scripted channel with its own books, both books compared after each case.
 */
import { afterAll, afterEach, beforeAll, describe, expect, test } from "@jest/globals";
import { aKey } from "../../../kernel/harness/test-node.ts";
import { type FixedClock, fixedClock } from "../../../kernel/time/clock.ts";
import { FeeOnRefund } from "../../../proto/gen/paywindow/payments/v1/merchant.ts";
import {
  type PayTradeRequest,
  RefundState,
  type RefundTradeRequest,
  ReverseAction,
  type Trade,
} from "../../../proto/gen/paywindow/payments/v1/payments.ts";
import { FAILED_REFUND_LOOK_BACKS_MS, REFUND_LOOK_BACKS_MS } from "../config.ts";
import { verifyLedger } from "../ledger/verify-ledger.ts";
import type { NotificationRow } from "../notify/notification-model.ts";
import { aPayment, aRefund, aWechatCode, cny, MERCHANT } from "../testing/builders.ts";
import { type PaymentsWorld, startPaymentsWorld } from "../testing/payments-world.ts";
import { type ScriptedChannel, scriptedChannel } from "../testing/scripted-channel.ts";

const clock: FixedClock = fixedClock("2026-03-01T04:00:00.000Z");
const CHANNEL = "channel:wechat-like:CNY";
const REFUNDING = "refunding:wechat-like:CNY";

let channel: ScriptedChannel;
let world: PaymentsWorld;
beforeAll(async () => {
  channel = scriptedChannel({ channelId: "wechat-like", clock });
  world = await startPaymentsWorld({ channels: [channel], clock });
});
afterAll(() => world.stop());

const pay = async (overrides: Partial<PayTradeRequest> = {}): Promise<Trade> => {
  return world
    .as("cashier")
    .payTrade(aPayment({ paymentCode: aWechatCode(), ...overrides }), { idempotencyKey: aKey() });
};
/** What the merchant is told of a trade. */
const newsOf = async ({ tradeId }: Trade): Promise<Record<string, string>[]> =>
  (await world.rows<NotificationRow>("Notification", { tradeId })).map(({ content }) => JSON.parse(content));
const refund = (request: RefundTradeRequest) => world.as("cashier").refundTrade(request);
const reverse = ({ tradeId }: Trade) =>
  world.as("cashier").reverseTrade({ merchantId: MERCHANT, tradeId, merchantTradeId: "", keepPaid: false });
const query = ({ tradeId, merchantRefundId }: RefundTradeRequest) =>
  world.as("cashier").queryRefund({ merchantId: MERCHANT, tradeId, merchantTradeId: "", merchantRefundId });
const available = async (accountId: string) => (await world.account(accountId)).available;
const wait = (seconds: number) => world.wait(seconds);
/** The payer's bank sends back what had arrived. */
const sendBack = async (refundId: string) => {
  channel.bounce(refundId);
  clock.advance(REFUND_LOOK_BACKS_MS[0]!);
  await world.runJobs();
};

afterEach(async () => {
  expect((await verifyLedger(world.store)).mismatches).toEqual([]);
  expect(-(await available(CHANNEL))).toBe(channel.owed());
  expect(await available(REFUNDING)).toBe(0n);
});

test("P31: the merchant is told of what has arrived, not of what is under way or has failed since", async () => {
  channel.plan("refund", { refund: "WAITING" }, {}, { refund: "FAILED" }, {});
  const trade = await pay({ notifyUrl: "http://127.0.0.1:9/n" });
  const part = aRefund(trade.tradeId, { amount: cny(4_000n) });
  expect(await refund(part)).toMatchObject({ state: RefundState.REFUND_STATE_PENDING });
  await refund(aRefund(trade.tradeId));
  expect((await newsOf(trade)).filter((news) => news["refund_fee"])).toMatchObject([
    { refund_fee: "60.00", trade_status: "TRADE_SUCCESS" },
  ]);
  await wait(10);
  expect(await query(part)).toMatchObject({ state: RefundState.REFUND_STATE_FAILED });
  await refund(part);
  expect((await newsOf(trade)).map((news) => news["refund_fee"] ?? "").sort()).toEqual(["", "100.00", "60.00"]);
  expect((await newsOf(trade)).map((news) => news["trade_status"]).sort()).toEqual([
    "TRADE_CLOSED",
    "TRADE_SUCCESS",
    "TRADE_SUCCESS",
  ]);
});

describe("a reverse beside refunds", () => {
  test("P22, P24: what a failed refund sets free after a reverse goes back as a refund of its own", async () => {
    channel.plan("refund", { refund: "WAITING" }, {}, { refund: "FAILED" });
    const trade = await pay();
    const part = aRefund(trade.tradeId, { amount: cny(3_000n) });
    expect(await refund(part)).toMatchObject({ state: RefundState.REFUND_STATE_PENDING });
    await reverse(trade);
    await wait(10);
    expect(await query(part)).toMatchObject({ state: RefundState.REFUND_STATE_FAILED });
    await reverse(trade);
    await wait(10);
    expect(await reverse(trade)).toMatchObject({
      ...{ action: ReverseAction.REVERSE_ACTION_REFUNDED, trade: { refundedAmount: cny(10_000n) } },
    });
    const live = await world.rows<{ amount: bigint }>("Refund", { tradeId: trade.tradeId, state: "SUCCESS" });
    expect(live.map(({ amount }) => amount).sort()).toEqual([3_000n, 7_000n]);
  });
});

describe("a refund that was sent back", () => {
  test("P16, P24: is tried again under its own number, and the books agree", async () => {
    const trade = await pay();
    const request = aRefund(trade.tradeId);
    const { refundId } = await refund(request);
    await sendBack(refundId);
    const returned = await query(request);
    expect(returned).toMatchObject({ state: RefundState.REFUND_STATE_FAILED, trade: { refundedAmount: undefined } });
    channel.unbounce(refundId);
    expect(await refund(request)).toMatchObject({ refundId, state: RefundState.REFUND_STATE_SUCCESS });
  });

  test("P24, P29: is news, and so is its next try: to those who listen, and at the merchant's address", async () => {
    const trade = await pay({ notifyUrl: "http://127.0.0.1:9/n" });
    const since = (await world.events()).length;
    const request = aRefund(trade.tradeId);
    const { refundId } = await refund(request);
    await sendBack(refundId);
    channel.unbounce(refundId);
    await refund(request);
    expect((await world.events()).slice(since)).toEqual([
      "payments.trade.refunded",
      "payments.trade.refund_returned",
      "payments.trade.refunded",
    ]);
    expect(await newsOf(trade)).toHaveLength(4);
  });
});

test("P24: a look back that the channel does not answer does not count", async () => {
  const trade = await pay();
  const request = aRefund(trade.tradeId);
  const { refundId } = await refund(request);
  const queryRefund = channel.queryRefund;
  channel.queryRefund = async () => ({ result: "UNKNOWN", cause: "it is down" });
  for (const _ of REFUND_LOOK_BACKS_MS) {
    clock.advance(REFUND_LOOK_BACKS_MS.at(-1)!);
    await world.runJobs();
  }
  channel.queryRefund = queryRefund;
  await sendBack(refundId);
  expect(await query(request)).toMatchObject({ state: RefundState.REFUND_STATE_FAILED });
});

describe("a refund that failed and arrives late", () => {
  const LOOK_MS = FAILED_REFUND_LOOK_BACKS_MS[0]!;
  /** One copy of the request is held up on its way; the channel refuses the next one. */
  const failWithACopyUnderWay = async (request: RefundTradeRequest): Promise<string> => {
    channel.plan("refund", { fate: "late" }, { refund: "FAILED" });
    const { refundId } = await refund(request);
    await wait(10);
    expect(await query(request)).toMatchObject({ state: RefundState.REFUND_STATE_FAILED });
    return refundId;
  };
  const lookAgain = async () => {
    clock.advance(LOOK_MS);
    await world.runJobs();
  };
  const moved = async (subjectId: string) => (await world.entries(subjectId)).map(({ reason }) => reason).sort();

  test("P22, P24: is found out, and is its own next try: in the ledger, the trade's sums, the events and the notifications", async () => {
    const trade = await pay({ notifyUrl: "http://127.0.0.1:9/n" });
    const request = aRefund(trade.tradeId);
    const refundId = await failWithACopyUnderWay(request);
    const since = (await world.events()).length;
    channel.arrive();
    await lookAgain();
    expect(await query(request)).toMatchObject({
      ...{ refundId, state: RefundState.REFUND_STATE_SUCCESS, trade: { refundedAmount: cny(6_000n) } },
    });
    expect(await moved(`${refundId}.2`)).toEqual(["REFUND_DONE", "REFUND_RESERVE"]);
    expect((await world.events()).slice(since)).toEqual(["payments.trade.refunded"]);
    expect((await newsOf(trade)).map((news) => news["refund_fee"] ?? "").sort()).toEqual(["", "60.00"]);
    // Looked at again, it is what it is.
    for (const spanMs of FAILED_REFUND_LOOK_BACKS_MS) {
      clock.advance(spanMs);
      await world.runJobs();
    }
    expect((await world.events()).slice(since)).toEqual(["payments.trade.refunded"]);
  });

  test("P24: pressed again it is asked about first, and not sent a second time", async () => {
    const trade = await pay();
    const request = aRefund(trade.tradeId);
    await failWithACopyUnderWay(request);
    channel.arrive();
    const sent = () => channel.calls.filter(({ call }) => call === "refund").length;
    const before = sent();
    expect(await refund(request)).toMatchObject({ state: RefundState.REFUND_STATE_SUCCESS });
    expect(sent()).toBe(before);
  });

  test("P22, P24: where another has taken its place, what the channel gave away stands as excess, and people are told", async () => {
    const trade = await pay();
    const request = aRefund(trade.tradeId);
    const refundId = await failWithACopyUnderWay(request);
    await refund(aRefund(trade.tradeId, { amount: cny(10_000n) }));
    channel.arrive();
    await lookAgain();
    expect(await moved(refundId)).toEqual(["REFUND_EXCESS", "REFUND_FREED", "REFUND_RESERVE"]);
    expect(await available("excess:wechat-like:CNY")).toBe(-6_000n);
    expect(await world.gauge("paywindow_payments_refunds_excess")).toBe(1);
    expect((await query(request)).trade?.refundedAmount).toEqual(cny(10_000n));
    // Asked for again it is not paid out once more.
    expect(await refund(request)).toMatchObject({ state: RefundState.REFUND_STATE_FAILED });
    await lookAgain();
    expect(await moved(refundId)).toHaveLength(3);
  });

  test("P22: while another is under way nothing is decided; when that one has failed, there is room", async () => {
    const trade = await pay();
    const request = aRefund(trade.tradeId);
    const refundId = await failWithACopyUnderWay(request);
    channel.plan("refund", { refund: "WAITING" });
    const other = aRefund(trade.tradeId, { amount: cny(10_000n) });
    expect(await refund(other)).toMatchObject({ state: RefundState.REFUND_STATE_PENDING });
    channel.arrive();
    await world.store.connection.model("Refund").updateOne({ _id: refundId }, { $set: { nextQueryTime: clock.now() } });
    const queryRefund = channel.queryRefund;
    channel.queryRefund = async (asked, signal) =>
      asked.refundId === refundId ? queryRefund(asked, signal) : { result: "WAITING" };
    await wait(8);
    expect(await query(request)).toMatchObject({ state: RefundState.REFUND_STATE_FAILED });
    channel.queryRefund = queryRefund;
    channel.plan("refund", { refund: "FAILED" });
    await wait(60);
    expect(await query(other)).toMatchObject({ state: RefundState.REFUND_STATE_FAILED });
    expect(await query(request)).toMatchObject({ state: RefundState.REFUND_STATE_SUCCESS });
  });
});

describe("fees", () => {
  test("P20, P24: a last refund that brings back more fee than it refunds is set free when it fails", async () => {
    const contract = {
      category: "",
      feeRatePpm: 6_000,
      feeMin: 0n,
      feeMax: 0n,
      feeOnRefund: FeeOnRefund.FEE_ON_REFUND_FULL,
    };
    const set = (request: typeof contract) =>
      world
        .as("operator")
        .setMerchantContract({ merchantId: MERCHANT, contract: { ...request, refundWindowDays: 0, channels: [] } });
    await set(contract);
    try {
      await pay();
      const trade = await pay();
      await refund(aRefund(trade.tradeId, { amount: cny(9_990n) }));
      const before = await available(`payable:${MERCHANT}:CNY`);
      channel.plan("refund", { refund: "FAILED" });
      const last = aRefund(trade.tradeId, { amount: cny(10n) });
      expect(await refund(last)).toMatchObject({ state: RefundState.REFUND_STATE_FAILED });
      expect(await available(`payable:${MERCHANT}:CNY`)).toBe(before);
    } finally {
      await set({ ...contract, feeRatePpm: 0 });
    }
  });
});
