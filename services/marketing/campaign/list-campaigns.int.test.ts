/** ListCampaigns: a merchant's own, page by page. */
import { afterAll, beforeAll, expect, test } from "@jest/globals";
import { MERCHANT, reasonOf } from "../testing/builders.ts";
import { type MarketingWorld, startMarketingWorld } from "../testing/marketing-world.ts";

let world: MarketingWorld;
beforeAll(async () => {
  world = await startMarketingWorld();
});
afterAll(() => world.stop());

test("every campaign once, newest first; the demonstration's are there", async () => {
  const made: string[] = [];
  for (let index = 0; index < 3; index++) {
    world.clock.advance(1_000);
    made.unshift(await world.campaign());
  }
  const office = world.as("manager");
  const seen: string[] = [];
  let pageToken = "";
  do {
    const page = await office.listCampaigns({ merchantId: MERCHANT, pageSize: 2, pageToken });
    seen.push(...page.campaigns.map(({ campaignId }) => campaignId));
    pageToken = page.nextPageToken;
  } while (pageToken);
  expect(seen.filter((id) => made.includes(id))).toEqual(made);
  expect(new Set(seen).size).toBe(seen.length);
  expect(seen).toEqual(expect.arrayContaining(["cmp_demograb1", "cmp_demofollow1", "cmp_demopaid1"]));
});

test("not for another merchant's staff", async () => {
  const call = world.as("stranger").listCampaigns({ merchantId: MERCHANT, pageSize: 0, pageToken: "" });
  expect(await reasonOf(call)).toBe("CALLER_NOT_ALLOWED");
});
