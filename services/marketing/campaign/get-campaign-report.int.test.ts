/** GetCampaignReport: where a campaign's coupons are; the sums agree at every moment. */
import { afterAll, beforeAll, expect, test } from "@jest/globals";
import { HoldCouponRequest } from "../../../proto/gen/paywindow/marketing/v1/coupon.ts";
import { cny, MERCHANT, reasonOf, STORE } from "../testing/builders.ts";
import { anId, type MarketingWorld, startMarketingWorld } from "../testing/marketing-world.ts";

let world: MarketingWorld;
beforeAll(async () => {
  world = await startMarketingWorld();
});
afterAll(() => world.stop());

const report = (campaignId: string) => world.as("manager").getCampaignReport({ merchantId: MERCHANT, campaignId });

test("V24: issued = free + held + redeemed + expired + revoked", async () => {
  const campaignId = await world.campaign({ limits: { total: 100, perUser: 3, budget: undefined } });
  const [used, held] = [await world.coupon(campaignId), await world.coupon(campaignId)];
  await world.coupon(campaignId);
  await world.payAndRedeem({ couponCode: used.code, paymentCode: await world.code() });
  const sale = { merchantId: MERCHANT, storeId: STORE, merchantTradeId: anId("sale"), amount: cny(6_000n) };
  await world.as("service").holdCoupon({ ...HoldCouponRequest.create(), ...sale, couponId: held.couponId });
  const counts = { issued: 3, held: 1, redeemed: 1, revoked: 0, cost: cny(500n) };
  expect(await report(campaignId)).toMatchObject({ ...counts, free: 1, expired: 0 });
  world.clock.advance(40 * 86_400_000);
  expect(await report(campaignId)).toMatchObject({ ...counts, free: 0, expired: 1 });
});

test("CAMPAIGN_NOT_FOUND", async () => {
  expect(await reasonOf(report("cmp_none"))).toBe("CAMPAIGN_NOT_FOUND");
});
