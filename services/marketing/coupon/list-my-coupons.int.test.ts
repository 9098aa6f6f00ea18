/** ListMyCoupons: a user's own, and nobody else's. */
import { afterAll, beforeAll, expect, test } from "@jest/globals";
import { CouponState } from "../../../proto/gen/paywindow/marketing/v1/coupon.ts";
import { type MarketingWorld, startMarketingWorld } from "../testing/marketing-world.ts";

let world: MarketingWorld;
beforeAll(async () => {
  world = await startMarketingWorld();
});
afterAll(() => world.stop());

const list = async (who: "shopper1" | "shopper2", usableOnly = false) =>
  (await world.as(who).listMyCoupons({ merchantId: "", usableOnly, pageSize: 0, pageToken: "" })).coupons.filter(
    // What the demonstration gives for a payment is not looked at here.
    ({ campaignId }) => campaignId !== "cmp_demopaid1",
  );

test("newest first, with their codes; used, and late by time", async () => {
  const used = await world.coupon();
  world.clock.advance(1_000);
  const free = await world.coupon();
  await world.coupon(undefined, "shopper2");
  await world.payAndRedeem({ couponCode: used.code, paymentCode: await world.code() });
  const mine = await list("shopper1");
  expect(mine.map(({ couponId }) => couponId)).toEqual([free.couponId, used.couponId]);
  expect(mine.map(({ code }) => code)).toEqual([free.code, used.code]);
  expect(mine[1]).toMatchObject({ state: CouponState.COUPON_STATE_REDEEMED, redeemTime: world.clock.now() });
  expect((await list("shopper1", true)).map(({ couponId }) => couponId)).toEqual([free.couponId]);
  world.clock.advance(40 * 86_400_000);
  expect((await list("shopper1"))[0]?.state).toBe(CouponState.COUPON_STATE_EXPIRED);
  expect(await list("shopper1", true)).toEqual([]);
});
