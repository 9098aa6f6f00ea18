/** Goal: RefundTrade gives back what was paid, once, and never more. Method: a real node over a real store. */
import { afterAll, beforeAll, expect, test } from "@jest/globals";
import { aKey } from "../../../kernel/harness/test-node.ts";
import { money } from "../../../kernel/money/money.ts";
import { RefundState, type RefundTradeRequest, type Trade } from "../../../proto/gen/paywindow/payments/v1/payments.ts";
import { aCreation, aPayment, aRefund, cny, MERCHANT, SHOPPER_1 } from "../testing/builders.ts";
import { expectRefused } from "../testing/expect-refused.ts";
import { type callers, type PaymentsWorld, startPaymentsWorld } from "../testing/payments-world.ts";
import { withSuspended } from "../testing/with-rule.ts";

let world: PaymentsWorld;
beforeAll(async () => {
  world = await startPaymentsWorld();
  await world.fund(SHOPPER_1, 1_000_000n);
});
afterAll(() => world.stop());

const WALLET = `wallet:${SHOPPER_1}:CNY`;
const PAYABLE = `payable:${MERCHANT}:CNY`;

const pay = async (): Promise<Trade> =>
  world.as("cashier").payTrade(aPayment({ paymentCode: await world.code() }), { idempotencyKey: aKey() });
const refund = (request: RefundTradeRequest, who: keyof typeof callers = "cashier", markReplayed = () => {}) =>
  world.as(who).refundTrade(request, { markReplayed });

test("P25: a part goes back in an entry of its own, and the trade says how much", async () => {
  const [wallet, payable] = [await world.account(WALLET), await world.account(PAYABLE)];
  const trade = await pay();
  world.clock.advance(86_400_000);
  const request = aRefund(trade.tradeId);
  const answer = await refund(request);
  expect(answer).toEqual({
    refundId: expect.stringMatching(/^rfd_/),
    merchantRefundId: request.merchantRefundId,
    tradeId: trade.tradeId,
    amount: cny(6_000n),
    refundTime: world.clock.now(),
    state: RefundState.REFUND_STATE_SUCCESS,
    feeReturned: undefined,
    fundChange: true,
    trade: { ...trade, refundedAmount: cny(6_000n) },
  });
  expect(await world.entries(answer.refundId)).toMatchObject([
    {
      reason: "REFUND",
      postings: [{ debitAccountId: PAYABLE, creditAccountId: WALLET, amount: 6_000n, currencyCode: "CNY" }],
    },
  ]);
  expect((await world.account(WALLET)).available).toBe(wallet.available - 4_000n);
  expect((await world.account(PAYABLE)).available).toBe(payable.available + 4_000n);
  expect(await world.events()).toContain("payments.trade.refunded");
});

test("P23: in parts, by either id, to the last fen", async () => {
  const trade = await pay();
  await refund(aRefund(trade.tradeId, { amount: cny(3_333n) }));
  const byTheirs = { tradeId: "", merchantTradeId: trade.merchantTradeId };
  await refund(aRefund("", { ...byTheirs, amount: cny(3_333n) }));
  const last = await refund(aRefund(trade.tradeId, { amount: cny(3_334n) }));
  expect(last.trade?.refundedAmount).toEqual(cny(10_000n));
  await expectRefused(world, "REFUND_EXCEEDS_PAID", () => refund(aRefund(trade.tradeId, { amount: cny(1n) })));
});

test("P14: the same body gives the same refund, as it was then, marked as replayed", async () => {
  const trade = await pay();
  const request = aRefund(trade.tradeId, { amount: cny(1_000n) });
  const first = await refund(request);
  await refund(aRefund(trade.tradeId));
  world.clock.advance(91 * 86_400_000);
  const before = await world.snapshot();
  let replayed = 0;
  const again = await refund(request, "cashier", () => void replayed++);
  expect(again).toEqual({ ...first, fundChange: false });
  expect(replayed).toBe(1);
  expect(await world.snapshot()).toEqual(before);
});

test("a frozen wallet still gets its money back", async () => {
  const trade = await pay();
  await world.store.connection.model("WalletUser").updateOne({ _id: SHOPPER_1 }, { $set: { state: "FROZEN" } });
  expect(await refund(aRefund(trade.tradeId))).toMatchObject({ amount: cny(6_000n) });
  await world.store.connection.model("WalletUser").updateOne({ _id: SHOPPER_1 }, { $set: { state: "ACTIVE" } });
});

test("T8: FEATURE_SUSPENDED; a merchant that may take nothing still gives back", async () => {
  const trade = await pay();
  const reason = "FEATURE_SUSPENDED";
  await withSuspended(world, ["REFUND"], () => expectRefused(world, reason, () => refund(aRefund(trade.tradeId))));
  await withSuspended(world, ["ALL"], () => refund(aRefund(trade.tradeId)));
});

const drain = async (): Promise<RefundTradeRequest> => {
  const trade = await pay();
  // Settlement comes with a later service; what it will do to the payable account is done by hand.
  await world.store.connection.model("LedgerAccount").updateOne({ _id: PAYABLE }, { $set: { available: 5_999n } });
  return aRefund(trade.tradeId);
};

test.each<[string, () => Promise<RefundTradeRequest>, keyof typeof callers]>([
  ["CALLER_UNKNOWN", async () => aRefund((await pay()).tradeId), "anonymous"],
  ["TRADE_NOT_FOUND", async () => aRefund((await pay()).tradeId), "stranger"],
  ["TRADE_NOT_FOUND", async () => aRefund((await pay()).tradeId), "elsewhere"],
  ["TRADE_NOT_FOUND", async () => aRefund((await pay()).tradeId, { merchantId: "mer_stranger" }), "stranger"],
  ["TRADE_NOT_FOUND", async () => aRefund("trd_nothing1"), "cashier"],
  [
    "MERCHANT_REFUND_ID_REUSED",
    async () => {
      const { tradeId } = await pay();
      const first = aRefund(tradeId);
      await refund(first);
      return { ...first, amount: cny(1n) };
    },
    "cashier",
  ],
  [
    "MERCHANT_REFUND_ID_REUSED",
    async () => {
      const first = aRefund((await pay()).tradeId);
      await refund(first);
      return { ...first, tradeId: (await pay()).tradeId };
    },
    "cashier",
  ],
  [
    "TRADE_NOT_REFUNDABLE",
    async () => aRefund((await world.as("cashier").createTrade(aCreation())).tradeId),
    "cashier",
  ],
  [
    "REFUND_WINDOW_ENDED",
    async () => {
      const { tradeId } = await pay();
      world.clock.advance(90 * 86_400_000 + 1);
      return aRefund(tradeId);
    },
    "cashier",
  ],
  ["REFUND_EXCEEDS_PAID", async () => aRefund((await pay()).tradeId, { amount: cny(10_001n) }), "cashier"],
  ["MERCHANT_FUNDS_SHORT", drain, "cashier"],
  ["REQUEST_INVALID", async () => aRefund((await pay()).tradeId, { amount: money(1n, "USD") }), "cashier"],
  ["REQUEST_INVALID", async () => aRefund((await pay()).tradeId, { refundReason: "x".repeat(129) }), "cashier"],
])("%s and writes nothing", async (reason, prepare, who) => {
  const request = await prepare();
  await expectRefused(world, reason, () => refund(request, who));
});
