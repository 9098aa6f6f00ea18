/** Goal: CaptureTrade posts what is held, once. Method: a real node over a real store. */
import { afterAll, beforeAll, expect, test } from "@jest/globals";
import { aKey } from "../../../kernel/harness/test-node.ts";
import { money } from "../../../kernel/money/money.ts";
import { type CaptureTradeRequest, TradeState } from "../../../proto/gen/paywindow/payments/v1/payments.ts";
import { aPayment, cny, MERCHANT, SHOPPER_1 } from "../testing/builders.ts";
import { expectRefused } from "../testing/expect-refused.ts";
import { type callers, type PaymentsWorld, startPaymentsWorld } from "../testing/payments-world.ts";

let world: PaymentsWorld;
beforeAll(async () => {
  world = await startPaymentsWorld();
  await world.fund(SHOPPER_1, 1_000_000n);
});
afterAll(() => world.stop());

const WALLET = `wallet:${SHOPPER_1}:CNY`;
const PAYABLE = `payable:${MERCHANT}:CNY`;

const authorize = async (): Promise<string> => {
  const request = aPayment({ paymentCode: await world.code() });
  return (await world.as("cashier").authorizeTrade(request, { idempotencyKey: aKey() })).tradeId;
};
const capture = (
  tradeId: string,
  overrides: Partial<CaptureTradeRequest> = {},
  who: keyof typeof callers = "cashier",
) => world.as(who).captureTrade({ merchantId: MERCHANT, tradeId, amount: undefined, ...overrides });

test("P28: a part is posted, the rest is given back, in one entry", async () => {
  const before = await world.account(WALLET);
  const tradeId = await authorize();
  const trade = await capture(tradeId, { amount: cny(7_000n) });
  const now = world.clock.now();
  expect(trade).toMatchObject({
    state: TradeState.TRADE_STATE_SUCCESS,
    amount: cny(10_000n),
    paidAmount: cny(7_000n),
    payTime: now,
  });
  expect(await world.entries(tradeId)).toMatchObject([
    { reason: "PAYMENT", postings: [{ debitAccountId: WALLET, creditAccountId: PAYABLE, amount: 7_000n }] },
  ]);
  expect(await world.holds(tradeId)).toMatchObject([{ state: "POSTED", postedAmount: 7_000n, resolveTime: now }]);
  expect(await world.rows("PaymentAttempt", { tradeId })).toMatchObject([{ state: "PAID" }]);
  expect(await world.account(WALLET)).toEqual({
    ...before,
    postedDebits: before.postedDebits + 7_000n,
    available: before.available - 7_000n,
  });
  expect(await world.events()).toContain("payments.trade.paid");
});

test.each([undefined, cny(10_000n)])(
  "P14: all of it, and the same again gives the same trade, marked as replayed",
  async (amount) => {
    const tradeId = await authorize();
    const first = await capture(tradeId);
    expect(first.paidAmount).toEqual(cny(10_000n));
    const before = await world.snapshot();
    let replayed = 0;
    const options = { markReplayed: () => void replayed++ };
    expect(await world.as("cashier").captureTrade({ merchantId: MERCHANT, tradeId, amount }, options)).toEqual(first);
    expect(replayed).toBe(1);
    expect(await world.snapshot()).toEqual(before);
  },
);

const paid = async (): Promise<string> => {
  const request = aPayment({ paymentCode: await world.code() });
  return (await world.as("cashier").payTrade(request, { idempotencyKey: aKey() })).tradeId;
};

test.each<[string, () => Promise<string>, Partial<CaptureTradeRequest>, keyof typeof callers]>([
  ["CALLER_UNKNOWN", authorize, {}, "anonymous"],
  ["TRADE_NOT_FOUND", authorize, {}, "stranger"],
  ["TRADE_NOT_FOUND", authorize, {}, "shopper1"],
  ["TRADE_NOT_FOUND", authorize, {}, "elsewhere"],
  ["TRADE_NOT_FOUND", authorize, { merchantId: "mer_stranger" }, "stranger"],
  ["TRADE_NOT_FOUND", async () => "trd_nothing1", {}, "cashier"],
  ["TRADE_NOT_CAPTURABLE", paid, {}, "cashier"],
  [
    "TRADE_NOT_CAPTURABLE",
    async () => {
      const tradeId = await authorize();
      await capture(tradeId, { amount: cny(1n) });
      return tradeId;
    },
    { amount: cny(2n) },
    "cashier",
  ],
  [
    "TRADE_NOT_CAPTURABLE",
    async () => {
      const tradeId = await authorize();
      world.clock.advance(86_400_000);
      return tradeId;
    },
    {},
    "cashier",
  ],
  ["CAPTURE_EXCEEDS_HOLD", authorize, { amount: cny(10_001n) }, "cashier"],
  ["REQUEST_INVALID", authorize, { amount: money(1n, "USD") }, "cashier"],
  ["REQUEST_INVALID", authorize, { amount: cny(0n) }, "cashier"],
])("%s and writes nothing", async (reason, prepare, overrides, who) => {
  const tradeId = await prepare();
  await expectRefused(world, reason, () => capture(tradeId, overrides, who));
});
