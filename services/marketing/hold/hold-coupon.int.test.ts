/** HoldCoupon, as a vertical uses it: hold, create the trade for what is payable, and payments' events do the rest. */
import { afterAll, beforeAll, describe, expect, test } from "@jest/globals";
import { CouponHoldState, HoldCouponRequest } from "../../../proto/gen/paywindow/marketing/v1/coupon.ts";
import { cny, MERCHANT, reasonOf, STORE } from "../testing/builders.ts";
import { anId, type MarketingWorld, startMarketingWorld } from "../testing/marketing-world.ts";
import { verifyCoupons } from "../verify-coupons.ts";

let world: MarketingWorld;
beforeAll(async () => {
  world = await startMarketingWorld();
});
afterAll(() => world.stop());

const aHold = (change: Partial<HoldCouponRequest>): HoldCouponRequest => ({
  ...HoldCouponRequest.create(),
  ...{ merchantId: MERCHANT, storeId: STORE, merchantTradeId: anId("sale"), amount: cny(10_000n) },
  ...change,
});
const hold = (request: HoldCouponRequest) => world.as("service").holdCoupon(request);

test("V24: exclusive until the trade is paid, then redeemed; asked twice it gives the same hold, as it is by then", async () => {
  const coupon = await world.coupon();
  const request = aHold({
    ...{ couponCode: coupon.code, userId: "usr_demoshopper1" },
    lineAmounts: [cny(6_000n), cny(3_999n), cny(1n)],
  });
  const held = await hold(request);
  expect(held).toMatchObject({
    ...{ couponId: coupon.couponId, ownerUserId: "usr_demoshopper1", state: CouponHoldState.COUPON_HOLD_STATE_HELD },
    ...{ discount: cny(500n), payable: cny(9_500n), lineDiscounts: [cny(300n), cny(200n), cny(0n)] },
  });
  expect(await hold(request)).toEqual(held);
  await world.payTrade(request.merchantTradeId, 9_500n);
  await world.drain();
  expect(await hold(request)).toEqual({ ...held, state: CouponHoldState.COUPON_HOLD_STATE_REDEEMED });
  expect(await world.stateOf(coupon.couponId)).toBe("REDEEMED");
});

test("V24: of many sales at once one has the coupon", async () => {
  const { code } = await world.bearerCoupon();
  const outcomes = await Promise.allSettled(Array.from({ length: 20 }, () => hold(aHold({ couponCode: code }))));
  expect(outcomes.filter(({ status }) => status === "fulfilled")).toHaveLength(1);
  const reasons = outcomes.flatMap((one) => (one.status === "rejected" ? [one.reason.reason] : []));
  expect(new Set(reasons)).toEqual(new Set(["COUPON_HELD"]));
});

test("V24: the same sale from many callers at once is one hold", async () => {
  const request = aHold({ couponCode: (await world.bearerCoupon()).code });
  const answers = await Promise.all(Array.from({ length: 20 }, () => hold(request)));
  for (const answer of answers) expect(answer).toEqual(answers[0]);
});

test("P2: a closed trade frees the coupon", async () => {
  const coupon = await world.bearerCoupon();
  const request = aHold({ couponId: coupon.couponId });
  await hold(request);
  const { merchantTradeId } = request;
  await world.payments().reverseTrade({ merchantId: MERCHANT, tradeId: "", merchantTradeId, keepPaid: false });
  await world.drain();
  await world.recover();
  expect(await world.stateOf(coupon.couponId)).toBe("ISSUED");
});

test("M11, V24: all of the sale refunded gives the coupon back, a part of it does not", async () => {
  const coupon = await world.coupon();
  const request = aHold({ couponId: coupon.couponId });
  await hold(request);
  await world.payTrade(request.merchantTradeId, 9_500n);
  await world.drain();
  await world.refund(request.merchantTradeId, 9_000n);
  expect(await world.stateOf(coupon.couponId)).toBe("REDEEMED");
  await world.refund(request.merchantTradeId, 500n);
  expect(await world.stateOf(coupon.couponId)).toBe("ISSUED");
  const again = await world.payAndRedeem({ couponCode: coupon.code, paymentCode: await world.code() });
  expect(again.hold?.discount).toEqual(cny(500n));
  await world.drain();
  expect((await verifyCoupons(world.store)).mismatches).toEqual([]);
});

describe("refused without a trace", () => {
  test.each<[string, () => Promise<HoldCouponRequest>]>([
    [
      "SALE_HAS_COUPON",
      async () => {
        const request = aHold({ couponCode: (await world.bearerCoupon()).code });
        await hold(request);
        return { ...request, amount: cny(10_001n) };
      },
    ],
    [
      "COUPON_RELEASED",
      async () => {
        const request = aHold({ couponCode: (await world.bearerCoupon()).code });
        await hold(request);
        await world.as("service").releaseCoupon(request);
        return request;
      },
    ],
    ["COUPON_NOT_FOUND", async () => aHold({ couponId: "cpn_none" })],
    [
      "COUPON_OTHER_MERCHANT",
      async () => aHold({ couponCode: (await world.bearerCoupon()).code, merchantId: "mer_other" }),
    ],
    ["COUPON_NOT_YOURS", async () => aHold({ couponCode: (await world.coupon()).code, userId: "usr_demoshopper2" })],
    [
      "COUPON_USED",
      async () => {
        const { code } = await world.bearerCoupon();
        await world.payAndRedeem({ couponCode: code, paymentCode: await world.code() });
        return aHold({ couponCode: code });
      },
    ],
    [
      "COUPON_OTHER_CURRENCY",
      async () =>
        aHold({ couponCode: (await world.bearerCoupon()).code, amount: { minorUnits: 1n, currencyCode: "USD" } }),
    ],
    ["BELOW_MINIMUM_SPEND", async () => aHold({ couponCode: (await world.bearerCoupon()).code, amount: cny(4_999n) })],
  ])("%s", async (reason, make) => {
    const request = await make();
    await world.drain();
    const before = await world.snapshot();
    expect(await reasonOf(hold(request))).toBe(reason);
    expect(await world.snapshot()).toEqual(before);
  });

  // Of these, decideUse is the same as QuoteCoupon's, whose test has them: "COUPON_REVOKED", "COUPON_HELD", "COUPON_EXPIRED", "COUPON_NOT_YET_VALID",
  // "COUPON_OTHER_STORE".

  test.each<[string, Partial<HoldCouponRequest>]>([
    ["coupon_code", {}],
    ["coupon_code", { couponCode: "K12345678901", couponId: "cpn_1234" }],
    ["line_amounts", { couponId: "cpn_1234", lineAmounts: [cny(9_999n)] }],
    ["line_amounts", { couponId: "cpn_1234", lineAmounts: [cny(10_001n), cny(-1n)] }],
    ["merchant_trade_id", { couponId: "cpn_1234", merchantTradeId: "a b" }],
  ])("REQUEST_INVALID: %s", async (field, change) => {
    await expect(hold(aHold(change))).rejects.toMatchObject({ reason: "REQUEST_INVALID", fields: [{ field }] });
  });

  test("whoever is no service", async () => {
    const call = world.as("manager").holdCoupon(aHold({ couponId: "cpn_1234" }));
    expect(await reasonOf(call)).toBe("CALLER_NOT_ALLOWED");
  });
});

test("P21: a trade of another amount redeems nothing", async () => {
  const deaf = await startMarketingWorld({ withoutEvents: true });
  const coupon = await deaf.bearerCoupon();
  const request = aHold({ couponId: coupon.couponId });
  await deaf.as("service").holdCoupon(request);
  await deaf.payTrade(request.merchantTradeId, 10_000n);
  await deaf.recover();
  expect(await deaf.stateOf(coupon.couponId)).toBe("HELD");
  await deaf.stop();
});
