/**
 * Goal: what a merchant is charged and gets back is exact, in the books and on the trade, and a trade keeps the terms that it was made with. Method: a merchant of
 * 0.60 % on a real node; every posting is looked at, and the ledger's proof runs at the end.
 */
import { afterAll, beforeAll, describe, expect, test } from "@jest/globals";
import type { Caller } from "../../../kernel/auth/caller.ts";
import { aKey } from "../../../kernel/harness/test-node.ts";
import { FeeOnRefund, type MerchantContract } from "../../../proto/gen/paywindow/payments/v1/merchant.ts";
import type { PayTradeRequest, Trade } from "../../../proto/gen/paywindow/payments/v1/payments.ts";
import { verifyLedger } from "../ledger/verify-ledger.ts";
import { anId, aPayment, aRefund, cny, SHOPPER_1 } from "../testing/builders.ts";
import { expectRefused } from "../testing/expect-refused.ts";
import { type PaymentsWorld, startPaymentsWorld } from "../testing/payments-world.ts";

const DAY_MS = 86_400_000;
let world: PaymentsWorld;
let merchantId: string;
let storeId: string;
let staff: Caller;

const STANDARD: MerchantContract = {
  ...{ category: "5812", feeRatePpm: 6_000, feeMin: 0n, feeMax: 0n, refundWindowDays: 0, channels: [] },
  feeOnRefund: FeeOnRefund.FEE_ON_REFUND_PRO_RATA,
};

beforeAll(async () => {
  world = await startPaymentsWorld();
  await world.fund(SHOPPER_1, 10_000_000n);
  const made = await world
    .as("operator")
    .createMerchant({ name: "老街面馆", contract: STANDARD }, { idempotencyKey: aKey() });
  merchantId = made.merchant!.merchantId;
  storeId = made.storeId;
  staff = { kind: "staff", id: "stf_noodles1", tenantId: merchantId, siteIds: [storeId], roles: ["manager"] };
});
afterAll(async () => {
  const { problems, mismatches } = await verifyLedger(world.store);
  await world.stop();
  expect({ problems, mismatches }).toEqual({ problems: 0, mismatches: [] });
});

const agree = (overrides: Partial<MerchantContract> = {}) =>
  world.as("operator").setMerchantContract({ merchantId, contract: { ...STANDARD, ...overrides } });

const pay = async (request: Partial<PayTradeRequest> = {}): Promise<Trade> => {
  const paymentCode = await world.code();
  const options = { idempotencyKey: aKey() };
  return world.as(staff).payTrade(aPayment({ merchantId, storeId, paymentCode, ...request }), options);
};

const refund = (tradeId: string, amount: bigint, merchantRefundId = anId("refund")) =>
  world.as(staff).refundTrade(aRefund(tradeId, { merchantId, amount: cny(amount), merchantRefundId }));

const balances = async () => ({
  payable: (await world.account(`payable:${merchantId}:CNY`)).available,
  fee: (await world.account(`fee:${merchantId}:CNY`)).available,
});

const posted = async (subjectId: string) =>
  (await world.entries(subjectId)).flatMap(({ postings }) =>
    postings.map((one) => [one.debitAccountId.split(":")[0], one.creditAccountId.split(":")[0], one.amount]),
  );

describe("P18, P19: a payment of 100.00 at 0.60 %", () => {
  test("is posted whole to the merchant, and the fee from there, in one entry", async () => {
    const before = await balances();
    const trade = await pay();
    expect(trade.feeAmount).toEqual(cny(60n));
    expect(await posted(trade.tradeId)).toEqual([
      ["wallet", "payable", 10_000n],
      ["payable", "fee", 60n],
    ]);
    const after = await balances();
    expect(after).toEqual({ payable: before.payable + 9_940n, fee: before.fee + 60n });
  });

  test.each<[string, bigint, Partial<MerchantContract>, bigint | undefined]>([
    ["half up", 250n, {}, 2n],
    ["below half a fen: nothing", 83n, {}, undefined],
    ["the minimum", 100n, { feeMin: 5n }, 5n],
    ["the cap", 100_000n, { feeMax: 100n }, 100n],
    ["never more than the trade", 3n, { feeMin: 5n }, 3n],
    ["no fee", 10_000n, { feeRatePpm: 0 }, undefined],
  ])("%s: of %d", async (_, amount, contract, fee) => {
    await agree(contract);
    const trade = await pay({ amount: cny(amount) });
    expect(trade.feeAmount?.minorUnits).toBe(fee);
    await agree();
  });

  test("a captured part is charged for that part", async () => {
    const paymentCode = await world.code();
    const request = aPayment({ merchantId, storeId, paymentCode });
    const { tradeId, feeAmount } = await world.as(staff).authorizeTrade(request, { idempotencyKey: aKey() });
    expect(feeAmount).toBeUndefined();
    const captured = await world.as(staff).captureTrade({ merchantId, tradeId, amount: cny(7_000n) });
    expect(captured.feeAmount).toEqual(cny(42n));
    expect(await posted(tradeId)).toEqual([
      ["wallet", "payable", 7_000n],
      ["payable", "fee", 42n],
    ]);
  });

  test("the payer does not read what the merchant is charged", async () => {
    const { tradeId } = await pay();
    const asked = { merchantId: "", tradeId, merchantTradeId: "" };
    expect((await world.as("shopper1").queryTrade(asked)).feeAmount).toBeUndefined();
  });
});

test("P18: a trade that was created keeps the rate of then, and its refund, too", async () => {
  const { paymentCode: _, ...claim } = aPayment({ merchantId, storeId, paymentCode: "" });
  const { scene: __, ...created } = claim;
  const creation = { ...created, withQrCode: false, payerUserId: "", payerPhone: "", way: 0 as const };
  await world.as(staff).createTrade({ ...creation, lifetimeS: 0 });
  await agree({ feeRatePpm: 100_000, feeOnRefund: FeeOnRefund.FEE_ON_REFUND_KEPT });
  const trade = await pay({ merchantTradeId: creation.merchantTradeId });
  expect(trade.feeAmount).toEqual(cny(60n));
  expect((await refund(trade.tradeId, 10_000n)).feeReturned).toEqual(cny(60n));
  await agree();
});

describe("P20: refunds of 33.33, 33.33 and 33.34", () => {
  test.each<[string, FeeOnRefund, (bigint | undefined)[]]>([
    ["KEPT", FeeOnRefund.FEE_ON_REFUND_KEPT, [undefined, undefined, undefined]],
    ["PRO_RATA", FeeOnRefund.FEE_ON_REFUND_PRO_RATA, [20n, 20n, 20n]],
    ["FULL", FeeOnRefund.FEE_ON_REFUND_FULL, [undefined, undefined, 60n]],
  ])("%s", async (_, feeOnRefund, expected) => {
    await agree({ feeOnRefund });
    const before = await balances();
    const { tradeId } = await pay();
    const refunds = [];
    for (const amount of [3_333n, 3_333n, 3_334n]) refunds.push(await refund(tradeId, amount));
    expect(refunds.map(({ feeReturned }) => feeReturned?.minorUnits)).toEqual(expected);
    const returned = expected.reduce<bigint>((sum, one) => sum + (one ?? 0n), 0n);
    expect(await balances()).toEqual({ payable: before.payable - 60n + returned, fee: before.fee + 60n - returned });
    await agree();
  });

  test("one entry moves the amount and the fee", async () => {
    const { tradeId } = await pay();
    const { refundId } = await refund(tradeId, 5_000n);
    expect(await posted(refundId)).toEqual([
      ["payable", "wallet", 5_000n],
      ["fee", "payable", 30n],
    ]);
  });

  test("20 refunds of 7.00 at once: fourteen, and never more fee than was charged", async () => {
    const { tradeId } = await pay();
    const results = await Promise.allSettled(Array.from({ length: 20 }, () => refund(tradeId, 700n)));
    const done = results.filter((result) => result.status === "fulfilled").map(({ value }) => value);
    expect(done).toHaveLength(14);
    expect(done.reduce((sum, { feeReturned }) => sum + (feeReturned?.minorUnits ?? 0n), 0n)).toBe(59n);
    expect((await refund(tradeId, 200n)).feeReturned).toEqual(cny(1n));
  });

  test("a repetition says what the first said, and a reverse brings all of the fee back", async () => {
    const { tradeId } = await pay();
    const first = await refund(tradeId, 2_500n, "once-1");
    expect((await refund(tradeId, 2_500n, "once-1")).feeReturned).toEqual(first.feeReturned);
    const before = await balances();
    await world.as(staff).reverseTrade({ merchantId, tradeId, merchantTradeId: "", keepPaid: false });
    expect((await balances()).fee).toBe(before.fee - 45n);
  });
});

describe("P23, T6: refund windows", () => {
  const refundAfter = async (spanMs: number, overrides: Partial<PayTradeRequest>) => {
    const { tradeId } = await pay(overrides);
    world.clock.advance(spanMs);
    return refund(tradeId, 1n);
  };

  test.each<[string, number, Partial<PayTradeRequest>, Partial<MerchantContract>]>([
    ["90 days as a standard", 90, {}, {}],
    ["365 days for air travel, by the merchant", 365, {}, { category: "4511" }],
    ["365 days for air travel, by the goods", 365, { goodsCategory: "3001" }, {}],
    ["as many as were agreed", 7, {}, { refundWindowDays: 7 }],
  ])("%s: the last instant is in it, the next is not", async (_, days, overrides, contract) => {
    await agree(contract);
    expect(await refundAfter(days * DAY_MS, overrides)).toMatchObject({ amount: cny(1n) });
    const { tradeId } = await pay(overrides);
    world.clock.advance(days * DAY_MS + 1);
    await expectRefused(world, "REFUND_WINDOW_ENDED", () => refund(tradeId, 1n));
    await agree();
  });

  test("T6: refused where the merchant's funds are short, of the fee that is kept", async () => {
    await agree({ feeOnRefund: FeeOnRefund.FEE_ON_REFUND_KEPT });
    const made = await world
      .as("operator")
      .createMerchant(
        { name: "新店", contract: { ...STANDARD, feeOnRefund: FeeOnRefund.FEE_ON_REFUND_KEPT } },
        { idempotencyKey: aKey() },
      );
    const newcomer = { merchantId: made.merchant!.merchantId, storeId: made.storeId };
    const caller = { ...staff, tenantId: newcomer.merchantId, siteIds: [newcomer.storeId] };
    const request = aPayment({ ...newcomer, paymentCode: await world.code() });
    const { tradeId } = await world.as(caller).payTrade(request, { idempotencyKey: aKey() });
    const whole = aRefund(tradeId, { merchantId: newcomer.merchantId, amount: cny(10_000n) });
    await expectRefused(world, "MERCHANT_FUNDS_SHORT", () => world.as(caller).refundTrade(whole));
    await world.as(caller).refundTrade({ ...whole, amount: cny(9_940n) });
    await agree();
  });
});
