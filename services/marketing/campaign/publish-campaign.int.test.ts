/** PublishCampaign: from then on it issues. */
import { afterAll, beforeAll, expect, test } from "@jest/globals";
import { aKey } from "../../../kernel/harness/test-node.ts";
import { CampaignState } from "../../../proto/gen/paywindow/marketing/v1/campaign.ts";
import { aCampaign, MERCHANT, reasonOf } from "../testing/builders.ts";
import { type MarketingWorld, startMarketingWorld } from "../testing/marketing-world.ts";

let world: MarketingWorld;
beforeAll(async () => {
  world = await startMarketingWorld();
});
afterAll(() => world.stop());

const publish = (campaignId: string, who: "manager" | "stranger" = "manager") =>
  world.as(who).publishCampaign({ merchantId: who === "manager" ? MERCHANT : "mer_stranger", campaignId });

test("a draft issues nothing, a published campaign does, and publishing it again changes nothing", async () => {
  const { campaignId } = await world.as("manager").createCampaign(aCampaign(), { idempotencyKey: aKey() });
  expect(await reasonOf(world.coupon(campaignId))).toBe("CAMPAIGN_NOT_ISSUING");
  const published = await publish(campaignId);
  expect(published.state).toBe(CampaignState.CAMPAIGN_STATE_PUBLISHED);
  expect(await publish(campaignId)).toEqual(published);
  expect((await world.coupon(campaignId)).campaignId).toBe(campaignId);
});

test("CAMPAIGN_NOT_FOUND: there is none, or it is another merchant's", async () => {
  expect(await reasonOf(publish("cmp_none"))).toBe("CAMPAIGN_NOT_FOUND");
  expect(await reasonOf(publish(await world.campaign(), "stranger"))).toBe("CAMPAIGN_NOT_FOUND");
});

test("CAMPAIGN_STOPPED", async () => {
  const campaignId = await world.campaign();
  await world.as("manager").stopCampaign({ merchantId: MERCHANT, campaignId });
  expect(await reasonOf(publish(campaignId))).toBe("CAMPAIGN_STOPPED");
});

test("CAMPAIGN_ENDED", async () => {
  const validity = { validFrom: undefined, validUntil: new Date("2030-01-02T16:00:00Z"), validDays: 0, storeIds: [] };
  const { campaignId } = await world.as("manager").createCampaign(aCampaign({ validity }), { idempotencyKey: aKey() });
  world.clock.set(new Date("2030-01-02T16:00:00Z"));
  expect(await reasonOf(publish(campaignId))).toBe("CAMPAIGN_ENDED");
});
