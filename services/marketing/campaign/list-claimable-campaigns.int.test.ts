/** ListClaimableCampaigns: what a user can grab now. */
import { afterAll, beforeAll, expect, test } from "@jest/globals";
import { aKey } from "../../../kernel/harness/test-node.ts";
import { aCampaign, MERCHANT } from "../testing/builders.ts";
import { type MarketingWorld, startMarketingWorld } from "../testing/marketing-world.ts";

let world: MarketingWorld;
beforeAll(async () => {
  world = await startMarketingWorld();
});
afterAll(() => world.stop());

const list = async () => {
  const page = { merchantId: MERCHANT, pageSize: 100, pageToken: "" };
  const { campaigns } = await world.as("shopper1").listClaimableCampaigns(page);
  return new Map(campaigns.map((one) => [one.campaign?.campaignId, one]));
};

test("M12: with what the caller has had of it and whether anything is left; drafts, other rules and what is over are not shown", async () => {
  const open = await world.campaign();
  const taken = await world.campaign({ limits: { total: 1, perUser: 1, budget: undefined } });
  await world.coupon(taken, "shopper2");
  await world.coupon(open);
  const validity = { validFrom: undefined, validUntil: new Date("2030-01-01T16:00:00Z"), validDays: 0, storeIds: [] };
  const today = await world.campaign({ validity });
  const listed = await world.campaign({ issueRule: 4 });
  const { campaignId: draft } = await world.as("manager").createCampaign(aCampaign(), { idempotencyKey: aKey() });
  const found = await list();
  expect(found.get(open)).toMatchObject({ claimed: 1, exhausted: false });
  expect(found.get(taken)).toMatchObject({ claimed: 0, exhausted: true });
  expect([found.has(today), found.has(listed), found.has(draft)]).toEqual([true, false, false]);
  world.clock.set(new Date("2030-01-01T16:00:00Z"));
  expect((await list()).has(today)).toBe(false);
});
