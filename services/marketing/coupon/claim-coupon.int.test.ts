/** ClaimCoupon: one user's limit, everybody's limit, and what a crowd may do (M3, M12, V24). */
import { afterAll, beforeAll, describe, expect, test } from "@jest/globals";
import type { Caller } from "../../../kernel/auth/caller.ts";
import { aKey } from "../../../kernel/harness/test-node.ts";
import { plusMs } from "../../../kernel/time/clock.ts";
import { aCampaign, cny, MERCHANT, reasonOf } from "../testing/builders.ts";
import { type MarketingWorld, startMarketingWorld } from "../testing/marketing-world.ts";
import { verifyCoupons } from "../verify-coupons.ts";
import { couponModel } from "./coupon-model.ts";

let world: MarketingWorld;
beforeAll(async () => {
  world = await startMarketingWorld({ nodes: 3 });
});
afterAll(() => world.stop());

const user = (n: number): Caller => ({ kind: "user", id: `usr_grabber${n}` });
const limited = (total: number, perUser = 1) => world.campaign({ limits: { total, perUser, budget: undefined } });
const claim = (campaignId: string, who: Caller, { key = aKey(), node = 0 } = {}) => {
  const options = { idempotencyKey: key, deadline: plusMs(world.clock.now(), 600_000) };
  return world.as(who, node).claimCoupon({ campaignId }, options);
};

const issuedOf = (campaignId: string) => couponModel(world.store.connection).find({ campaignId }).lean();

test("a coupon with its code, for 30 days; the same key gives the same one", async () => {
  const campaignId = await limited(10);
  const key = aKey();
  const coupon = await claim(campaignId, user(1), { key });
  expect(coupon).toMatchObject({ campaignId, merchantId: MERCHANT, userId: "usr_grabber1" });
  expect(coupon.code).toMatch(/^K[0-9A-Z]{11}$/);
  expect(coupon.validUntil).toEqual(new Date("2030-01-31T16:00:00Z"));
  expect(await claim(campaignId, user(1), { key, node: 1 })).toEqual(coupon);
});

test("M3: as many as one user gets, however many calls come at once", async () => {
  const campaignId = await limited(100, 3);
  const calls = Array.from({ length: 20 }, (_, n) => claim(campaignId, user(1), { node: n % 3 }));
  const outcomes = await Promise.allSettled(calls);
  expect(outcomes.filter(({ status }) => status === "fulfilled")).toHaveLength(3);
  expect(await issuedOf(campaignId)).toHaveLength(3);
  expect(await reasonOf(claim(campaignId, user(1)))).toBe("USER_LIMIT_REACHED");
});

test("M12: 2,000 users for 200 coupons on three nodes: exactly 200 winners, none doubled, and all others told so", async () => {
  const campaignId = await limited(200);
  const reasons = new Map<string, number>();
  const calls = Array.from({ length: 2_000 }, (_, n) =>
    claim(campaignId, user(n), { node: n % 3 }).catch((error: { reason: string }) => {
      reasons.set(error.reason, (reasons.get(error.reason) ?? 0) + 1);
      return undefined;
    }),
  );
  const won = (await Promise.all(calls)).filter((coupon) => coupon !== undefined);
  expect(won).toHaveLength(200);
  expect(new Set(won.map(({ userId }) => userId)).size).toBe(200);
  expect(new Set(won.map(({ code }) => code)).size).toBe(200);
  expect(Object.fromEntries(reasons)).toEqual({ CAMPAIGN_EXHAUSTED: 1_800 });
  expect(await issuedOf(campaignId)).toHaveLength(200);
  expect((await verifyCoupons(world.store)).mismatches).toEqual([]);
});

test("M12: who has won is told so again when none is left, and whoever comes late is not", async () => {
  const campaignId = await limited(1);
  const key = aKey();
  const coupon = await claim(campaignId, user(1), { key });
  expect(await reasonOf(claim(campaignId, user(2)))).toBe("CAMPAIGN_EXHAUSTED");
  expect(await reasonOf(claim(campaignId, user(2)))).toBe("CAMPAIGN_EXHAUSTED");
  expect(await claim(campaignId, user(1), { key })).toEqual(coupon);
  expect(await reasonOf(claim(campaignId, user(1)))).toBe("USER_LIMIT_REACHED");
});

test("V24: no more are issued than the budget covers", async () => {
  const campaignId = await world.campaign({ limits: { total: 100, perUser: 1, budget: cny(1_499n) } });
  await claim(campaignId, user(1));
  await claim(campaignId, user(2));
  expect(await reasonOf(claim(campaignId, user(3)))).toBe("CAMPAIGN_EXHAUSTED");
});

describe("refused without a trace", () => {
  test.each<[string, () => Promise<string>]>([
    ["CAMPAIGN_NOT_FOUND", async () => "cmp_none"],
    ["CAMPAIGN_RULE_DIFFERS", () => world.campaign({ issueRule: 4 })],
    [
      "CAMPAIGN_NOT_ISSUING",
      async () => (await world.as("manager").createCampaign(aCampaign(), { idempotencyKey: aKey() })).campaignId,
    ],
  ])("%s", async (reason, campaign) => {
    const campaignId = await campaign();
    const before = await world.snapshot();
    expect(await reasonOf(claim(campaignId, user(1)))).toBe(reason);
    expect(await world.snapshot()).toEqual(before);
  });
});

test("M12: with every second transaction failing as MongoDB's do: exactly as many", async () => {
  if (world.store.engine === "mongodb") return;
  const campaignId = await limited(60);
  world.store.faults({ seed: 7, transientBefore: 0.4, unknownAfter: 0.2 });
  const calls = Array.from({ length: 150 }, (_, n) => claim(campaignId, user(n), { node: n % 3 }));
  const outcomes = await Promise.allSettled(calls).finally(() => world.store.faults(undefined));
  expect(outcomes.filter(({ status }) => status === "fulfilled")).toHaveLength(60);
  expect(await issuedOf(campaignId)).toHaveLength(60);
  expect((await verifyCoupons(world.store)).mismatches).toEqual([]);
});
