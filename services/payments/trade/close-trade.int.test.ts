/** Goal: CloseTrade and the expiry job end what is not paid and give back what is held. Method: a real node over a real store; the job is run by hand. */
import { afterAll, beforeAll, describe, expect, test } from "@jest/globals";
import { aKey } from "../../../kernel/harness/test-node.ts";
import { type CloseTradeRequest, TradeState } from "../../../proto/gen/paywindow/payments/v1/payments.ts";
import { EXPIRY_BATCH } from "../config.ts";
import { aCreation, aPayment, cny, MERCHANT, SHOPPER_1 } from "../testing/builders.ts";
import { expectRefused } from "../testing/expect-refused.ts";
import { type callers, type PaymentsWorld, startPaymentsWorld } from "../testing/payments-world.ts";

let world: PaymentsWorld;
beforeAll(async () => {
  world = await startPaymentsWorld();
});
afterAll(() => world.stop());

const close = (request: Partial<CloseTradeRequest>, who: keyof typeof callers = "cashier", markReplayed = () => {}) =>
  world.as(who).closeTrade({ merchantId: MERCHANT, tradeId: "", merchantTradeId: "", ...request }, { markReplayed });
const create = (lifetimeS = 0) => world.as("cashier").createTrade(aCreation({ lifetimeS }));
const authorize = async () =>
  world.as("cashier").authorizeTrade(aPayment({ paymentCode: await world.code() }), { idempotencyKey: aKey() });
const pay = async () =>
  world
    .as("cashier")
    .payTrade(aPayment({ paymentCode: await world.code(), amount: cny(1n) }), { idempotencyKey: aKey() });
const query = (tradeId: string) =>
  world.as("cashier").queryTrade({ merchantId: MERCHANT, tradeId, merchantTradeId: "" });
const walletAvailable = async () => (await world.account(`wallet:${SHOPPER_1}:CNY`)).available;

describe("close", () => {
  test("ends a trade that waits for its payer", async () => {
    const { merchantTradeId, ...created } = await create();
    const closed = await close({ merchantTradeId });
    expect(closed).toEqual({
      ...created,
      merchantTradeId,
      state: TradeState.TRADE_STATE_CLOSED,
      closeTime: world.clock.now(),
    });
    expect(await world.events()).toContain("payments.trade.closed");
  });

  test("P28: gives back what is held", async () => {
    const before = await walletAvailable();
    const { tradeId } = await authorize();
    expect(await walletAvailable()).toBe(before - 10_000n);
    expect(await close({ tradeId })).toMatchObject({ state: TradeState.TRADE_STATE_CLOSED });
    expect(await walletAvailable()).toBe(before);
    expect(await world.holds(tradeId)).toMatchObject([{ state: "VOIDED", resolveTime: world.clock.now() }]);
    expect(await world.rows("PaymentAttempt", { tradeId })).toMatchObject([{ state: "REVERSED" }]);
  });

  test("P14: again gives the same trade, marked as replayed", async () => {
    const { tradeId } = await create();
    const first = await close({ tradeId });
    world.clock.advance(1_000);
    const before = await world.snapshot();
    let replayed = 0;
    expect(await close({ tradeId }, "cashier", () => void replayed++)).toEqual(first);
    expect(replayed).toBe(1);
    expect(await world.snapshot()).toEqual(before);
  });

  test.each<[string, () => Promise<{ tradeId: string }>, Partial<CloseTradeRequest>, keyof typeof callers]>([
    ["CALLER_UNKNOWN", create, {}, "anonymous"],
    ["TRADE_NOT_FOUND", create, {}, "stranger"],
    ["TRADE_NOT_FOUND", create, {}, "elsewhere"],
    ["TRADE_NOT_FOUND", create, { merchantId: "mer_stranger" }, "stranger"],
    ["TRADE_NOT_FOUND", async () => ({ tradeId: "trd_nothing1" }), {}, "cashier"],
    ["TRADE_NOT_CLOSABLE", pay, {}, "cashier"],
    ["REQUEST_INVALID", create, { merchantTradeId: "both" }, "cashier"],
    ["REQUEST_INVALID", create, { tradeId: "" }, "cashier"],
  ])("%s and writes nothing", async (reason, prepare, overrides, who) => {
    const { tradeId } = await prepare();
    await expectRefused(world, reason, () => close({ tradeId, ...overrides }, who));
  });
});

describe("expiry", () => {
  test("P7: closes what is past its time and leaves the rest; a second run changes nothing", async () => {
    await world.runJobs();
    const [due, later, held] = [await create(60), await create(120), await authorize()];
    world.clock.advance(60_000);
    await world.runJobs();
    const closeTime = world.clock.now();
    expect(await query(due.tradeId)).toMatchObject({ state: TradeState.TRADE_STATE_CLOSED, closeTime });
    expect(await query(later.tradeId)).toEqual(later);
    expect(await query(held.tradeId)).toEqual(held);
    const before = await world.snapshot();
    await world.runJobs();
    expect(await world.snapshot()).toEqual(before);
  });

  test("P9: a trade that gets more time while the job is about to close it stays open", async () => {
    const { tradeId, expireTime } = await create(60);
    world.clock.advance(60_000);
    const later = new Date(expireTime!.getTime() + 3_600_000);
    const session = await world.store.connection.startSession();
    session.startTransaction();
    await world.store.connection
      .model("Trade")
      .updateOne({ _id: tradeId }, { $set: { expireTime: later } }, { session });
    const run = world.runJobs();
    await new Promise((resolve) => setTimeout(resolve, 50));
    await session.commitTransaction();
    await session.endSession();
    await run;
    expect(await query(tradeId)).toMatchObject({ state: TradeState.TRADE_STATE_CREATED, expireTime: later });
  });

  test("P28: a hold expires with its trade, and the money is back", async () => {
    const before = await walletAvailable();
    const { tradeId } = await authorize();
    world.clock.advance(86_400_000);
    await world.runJobs();
    expect(await query(tradeId)).toMatchObject({ state: TradeState.TRADE_STATE_CLOSED });
    expect(await world.holds(tradeId)).toMatchObject([{ state: "EXPIRED" }]);
    expect(await walletAvailable()).toBeGreaterThanOrEqual(before);
    expect((await world.account(`wallet:${SHOPPER_1}:CNY`)).held).toBe(0n);
  });

  test("P7: one run closes all that are past their time, however many, and one that cannot be closed stands in nobody's way", async () => {
    const [stuck, ...others] = await Promise.all(Array.from({ length: 2 * EXPIRY_BATCH + 3 }, () => create(60)));
    const trades = world.store.connection.model("Trade");
    // A trade whose hold is gone cannot be closed. It is first in the line.
    const broken = { $set: { state: "AUTHORIZED", holdId: "hld_gone0000", expireTime: new Date(0) } };
    await trades.updateOne({ _id: stuck!.tradeId }, broken);
    world.clock.advance(121_000);
    await world.runJobs();
    expect(await world.rows("Trade", { _id: { $in: others.map(({ tradeId }) => tradeId) }, state: "CREATED" })).toEqual(
      [],
    );
    expect(await world.gauge("paywindow_payments_trades_overdue")).toBe(1);
    await trades.updateOne({ _id: stuck!.tradeId }, { $set: { state: "CLOSED" } });
    await world.runJobs();
    expect(await world.gauge("paywindow_payments_trades_overdue")).toBe(0);
  });
});
