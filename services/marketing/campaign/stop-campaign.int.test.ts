/** StopCampaign: nothing more is issued, and what is out stays good. */
import { afterAll, beforeAll, expect, test } from "@jest/globals";
import { CampaignState } from "../../../proto/gen/paywindow/marketing/v1/campaign.ts";
import { MERCHANT, reasonOf } from "../testing/builders.ts";
import { type MarketingWorld, startMarketingWorld } from "../testing/marketing-world.ts";

let world: MarketingWorld;
beforeAll(async () => {
  world = await startMarketingWorld();
});
afterAll(() => world.stop());

const stop = (campaignId: string) => world.as("manager").stopCampaign({ merchantId: MERCHANT, campaignId });

test("coupons that are out stay good", async () => {
  const campaignId = await world.campaign();
  const coupon = await world.coupon(campaignId);
  const stopped = await stop(campaignId);
  expect(stopped.state).toBe(CampaignState.CAMPAIGN_STATE_STOPPED);
  expect(await stop(campaignId)).toEqual(stopped);
  expect(await reasonOf(world.coupon(campaignId, "shopper2"))).toBe("CAMPAIGN_NOT_ISSUING");
  const { trade } = await world.payAndRedeem({ couponCode: coupon.code, paymentCode: await world.code() });
  expect(trade?.amount?.minorUnits).toBe(9_500n);
});

test("CAMPAIGN_NOT_FOUND", async () => {
  expect(await reasonOf(stop("cmp_none"))).toBe("CAMPAIGN_NOT_FOUND");
});
