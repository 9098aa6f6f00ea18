/** PayAndRedeem against the real payments: both or neither, what it refuses without a trace, and what many at once may do. */
import { afterAll, beforeAll, describe, expect, test } from "@jest/globals";
import { aKey } from "../../../kernel/harness/test-node.ts";
import {
  CouponHoldState,
  CouponState,
  HoldCouponRequest,
  type PayAndRedeemRequest,
} from "../../../proto/gen/paywindow/marketing/v1/coupon.ts";
import { CreateTradeRequest, TradeState } from "../../../proto/gen/paywindow/payments/v1/payments.ts";
import { couponModel } from "../coupon/coupon-model.ts";
import { cny, MERCHANT, reasonOf, STORE } from "../testing/builders.ts";
import { anId, type MarketingWorld, startMarketingWorld } from "../testing/marketing-world.ts";
import { verifyCoupons } from "../verify-coupons.ts";

let world: MarketingWorld;
beforeAll(async () => {
  world = await startMarketingWorld();
  await world.as("manager").stopCampaign({ merchantId: MERCHANT, campaignId: "cmp_demopaid1" });
});
afterAll(() => world.stop());

const tradeOf = (merchantTradeId: string) =>
  world.payments().queryTrade({ merchantId: MERCHANT, tradeId: "", merchantTradeId });

test("O6, M5: pays the net amount and redeems, in one call", async () => {
  const coupon = await world.coupon();
  const before = await world.balance("shopper1");
  const answer = await world.payAndRedeem({ couponCode: coupon.code, paymentCode: await world.code() });
  expect(answer).toMatchObject({
    hold: { state: CouponHoldState.COUPON_HOLD_STATE_REDEEMED, discount: cny(500n), payable: cny(9_500n) },
    coupon: { state: CouponState.COUPON_STATE_REDEEMED, code: "" },
    trade: { state: TradeState.TRADE_STATE_SUCCESS, amount: cny(9_500n), payerUserId: "usr_demoshopper1" },
  });
  expect(before - (await world.balance("shopper1"))).toBe(9_500n);
  expect(await world.heard()).toEqual(["marketing.coupon.issued", "marketing.coupon.redeemed"]);
});

test("P14: the same key gives the same answer and one charge; another request under it is refused", async () => {
  const coupon = await world.bearerCoupon();
  const request = { couponCode: coupon.code, paymentCode: await world.code(), merchantTradeId: anId("sale") };
  const [key, before] = [aKey(), await world.balance("shopper1")];
  const answers = await Promise.all(Array.from({ length: 5 }, () => world.payAndRedeem(request, key)));
  for (const answer of [...answers, await world.payAndRedeem(request, key)]) expect(answer).toEqual(answers[0]);
  expect(before - (await world.balance("shopper1"))).toBe(9_500n);
  expect(await reasonOf(world.payAndRedeem({ ...request, amount: cny(1n) }, key))).toBe("IDEMPOTENCY_KEY_REUSED");
});

test("V24: a coupon and ten tills at once: one sale, one charge", async () => {
  const { code: couponCode } = await world.bearerCoupon();
  const before = await world.balance("shopper2");
  const codes: string[] = [];
  for (let index = 0; index < 10; index++) codes.push(await world.code("shopper2"));
  const outcomes = await Promise.allSettled(
    codes.map((paymentCode) => world.payAndRedeem({ couponCode, paymentCode })),
  );
  expect(outcomes.filter(({ status }) => status === "fulfilled")).toHaveLength(1);
  expect(before - (await world.balance("shopper2"))).toBe(9_500n);
});

describe("O6: on failure of the payment neither stays", () => {
  test("COUPON_NOT_YOURS: a coupon's owner alone pays with it, and no money of another moves", async () => {
    const coupon = await world.coupon();
    const before = await world.balance("shopper2");
    const [key, merchantTradeId] = [aKey(), anId("sale")];
    const request = { couponCode: coupon.code, paymentCode: await world.code("shopper2"), merchantTradeId };
    expect(await reasonOf(world.payAndRedeem(request, key))).toBe("COUPON_NOT_YOURS");
    expect(await reasonOf(world.payAndRedeem(request, key))).toBe("COUPON_NOT_YOURS");
    expect(await world.balance("shopper2")).toBe(before);
    expect(await world.stateOf(coupon.couponId)).toBe("ISSUED");
    expect((await tradeOf(merchantTradeId)).state).toBe(TradeState.TRADE_STATE_CLOSED);
  });

  test.each<[string, Partial<PayAndRedeemRequest>]>([
    ["BALANCE_INSUFFICIENT", { amount: cny(90_000n) }],
    ["PAYMENT_CODE_UNKNOWN", { paymentCode: "281234567812345678" }],
  ])("%s of payments, told by the same key again; the coupon is free before the answer", async (reason, change) => {
    const coupon = await world.bearerCoupon();
    const request = { couponCode: coupon.code, paymentCode: await world.code("shopper2"), ...change };
    const key = aKey();
    const sale = { ...request, merchantTradeId: anId("sale") };
    expect(await reasonOf(world.payAndRedeem(sale, key))).toBe(reason);
    expect(await world.stateOf(coupon.couponId)).toBe("ISSUED");
    expect(await reasonOf(world.payAndRedeem(sale, key))).toBe(reason);
    const next = await world.payAndRedeem({ couponCode: coupon.code, paymentCode: await world.code() });
    expect(next.hold?.state).toBe(CouponHoldState.COUPON_HOLD_STATE_REDEEMED);
  });

  test("PAYMENT_IN_PROGRESS: the payer is asked for the password; PAYMENT_NOT_COMPLETED: and never gives it", async () => {
    const coupon = await world.bearerCoupon();
    const request = { couponCode: coupon.code, paymentCode: await world.code(), amount: cny(200_000n) };
    const sale = { ...request, merchantTradeId: anId("sale") };
    await world
      .payments("shopper1")
      .setPaymentPassword({ paymentPassword: "280517" })
      .catch(() => {});
    const key = aKey();
    expect(await reasonOf(world.payAndRedeem(sale, key))).toBe("PAYMENT_IN_PROGRESS");
    expect(await world.stateOf(coupon.couponId)).toBe("HELD");
    expect(await reasonOf(world.payAndRedeem(sale, key))).toBe("PAYMENT_IN_PROGRESS");
    await world.recover(100_000);
    expect(await reasonOf(world.payAndRedeem(sale, key))).toBe("PAYMENT_NOT_COMPLETED");
    expect(await world.stateOf(coupon.couponId)).toBe("ISSUED");
  });
});

describe("refused without a trace", () => {
  const aCode = async () => (await world.bearerCoupon()).code;

  test.each<[string, () => Promise<Partial<PayAndRedeemRequest>>]>([
    [
      "SALE_HAS_COUPON",
      async () => {
        const merchantTradeId = anId("sale");
        const first = { couponCode: await aCode(), paymentCode: await world.code(), merchantTradeId };
        await world.payAndRedeem({ ...first, amount: cny(5_000n) });
        return { couponCode: await aCode(), merchantTradeId };
      },
    ],
    [
      "COUPON_RELEASED",
      async () => {
        const merchantTradeId = anId("sale");
        const first = { couponCode: await aCode(), paymentCode: "281234567812345678", merchantTradeId };
        await reasonOf(world.payAndRedeem(first));
        return { couponCode: await aCode(), merchantTradeId };
      },
    ],
    ["COUPON_NOT_FOUND", async () => ({ couponCode: "K12345678901" })],
    [
      "COUPON_HELD",
      async () => {
        const couponCode = await aCode();
        const sale = { merchantId: MERCHANT, storeId: STORE, merchantTradeId: anId("sale"), amount: cny(6_000n) };
        await world.as("service").holdCoupon({ ...HoldCouponRequest.create(), ...sale, couponCode });
        return { couponCode };
      },
    ],
    ["BELOW_MINIMUM_SPEND", async () => ({ couponCode: await aCode(), amount: cny(4_999n) })],
    [
      "COUPON_REVOKED",
      async () => {
        const couponCode = await aCode();
        await couponModel(world.store.connection).updateOne({ code: couponCode }, { $set: { state: "REVOKED" } });
        return { couponCode };
      },
    ],
  ])("%s", async (reason, make) => {
    const request = { couponCode: "", paymentCode: await world.code(), ...(await make()) };
    await world.drain();
    const before = await world.snapshot();
    expect(await reasonOf(world.payAndRedeem(request))).toBe(reason);
    expect(await world.snapshot()).toEqual(before);
  });

  // decideUse is QuoteCoupon's, whose test has the others: "COUPON_OTHER_MERCHANT", "COUPON_USED", "COUPON_EXPIRED", "COUPON_NOT_YET_VALID",
  // "COUPON_OTHER_STORE", "COUPON_OTHER_CURRENCY".

  test("SALE_ID_TAKEN: the merchant's own trade of that number is neither paid, closed nor taken for the sale", async () => {
    const coupon = await world.bearerCoupon();
    const sale = { merchantId: MERCHANT, storeId: STORE, merchantTradeId: anId("order"), amount: cny(9_500n) };
    const own = { ...CreateTradeRequest.create(), ...sale, subject: "牛奶 2 盒", lifetimeS: 120 };
    await world.payments().createTrade(own);
    const { merchantTradeId } = sale;
    const request = { couponCode: coupon.code, paymentCode: await world.code(), merchantTradeId };
    expect(await reasonOf(world.payAndRedeem(request))).toBe("SALE_ID_TAKEN");
    expect(await world.stateOf(coupon.couponId)).toBe("ISSUED");
    expect((await tradeOf(merchantTradeId)).state).toBe(TradeState.TRADE_STATE_CREATED);
  });

  test("a till of another store or merchant", async () => {
    const request = { merchantId: MERCHANT, storeId: STORE, merchantTradeId: "sale-1", amount: cny(6_000n) };
    const rest = { subject: "x", couponCode: "K12345678901", paymentCode: "281234567812345678" };
    for (const who of ["elsewhere", "stranger"] as const) {
      const whole = { ...request, ...rest, operatorId: "", terminalId: "" };
      const call = world.as(who).payAndRedeem(whole, { idempotencyKey: aKey() });
      expect(await reasonOf(call)).toBe("CALLER_NOT_ALLOWED");
    }
  });
});

test("P29: with transactions failing as MongoDB's do, before the commit and after it: one charge and one redemption each", async () => {
  if (world.store.engine === "mongodb") return;
  const coupons = [await world.bearerCoupon(), await world.bearerCoupon(), await world.bearerCoupon()];
  const before = await world.balance("shopper1");
  world.store.faults({ seed: 3, transientBefore: 0.5, unknownAfter: 0.3 });
  try {
    for (const { code: couponCode } of coupons)
      await world.payAndRedeem({ couponCode, paymentCode: await world.code(), amount: cny(5_000n) });
  } finally {
    world.store.faults(undefined);
  }
  expect(before - (await world.balance("shopper1"))).toBe(3n * 4_500n);
  for (const { couponId } of coupons) expect(await world.stateOf(couponId)).toBe("REDEEMED");
});

test("and the books are sound", async () => {
  await world.drain();
  await world.recover(100_000);
  const { mismatches } = await verifyCoupons(world.store);
  // The one that a test has revoked by hand.
  expect(mismatches.filter((one) => !one.includes("revoked"))).toEqual([]);
});
