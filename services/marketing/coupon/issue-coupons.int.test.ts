/** IssueCoupons: to a list, and codes of nobody's. */
import { afterAll, beforeAll, expect, test } from "@jest/globals";
import { aKey } from "../../../kernel/harness/test-node.ts";
import type { IssueCouponsRequest } from "../../../proto/gen/paywindow/marketing/v1/coupon.ts";
import { aCampaign, MERCHANT, reasonOf, refusalOf } from "../testing/builders.ts";
import { type MarketingWorld, startMarketingWorld } from "../testing/marketing-world.ts";
import { verifyCoupons } from "../verify-coupons.ts";

let world: MarketingWorld;
beforeAll(async () => {
  world = await startMarketingWorld();
});
afterAll(() => world.stop());

const users = (from: number, to: number) => Array.from({ length: to - from }, (_, n) => `usr_listed${from + n}`);
const byList = (total: number) => world.campaign({ issueRule: 4, limits: { total, perUser: 1, budget: undefined } });
const issue = (campaignId: string, request: Partial<IssueCouponsRequest>, key = aKey()) =>
  world
    .as("manager")
    .issueCoupons(
      { merchantId: MERCHANT, campaignId, userIds: [], bearerCount: 0, ...request },
      { idempotencyKey: key },
    );

test("M3: one each, without their codes; who has one already or comes when none is left is named", async () => {
  const campaignId = await byList(3);
  const key = aKey();
  const first = await issue(campaignId, { userIds: users(0, 2) }, key);
  expect(first.coupons.map(({ userId, code }) => [userId, code])).toEqual(users(0, 2).map((id) => [id, ""]));
  expect(await issue(campaignId, { userIds: users(0, 2) }, key)).toEqual(first);
  const second = await issue(campaignId, { userIds: users(1, 4) });
  expect(second.coupons.map(({ userId }) => userId)).toEqual(["usr_listed2"]);
  expect(second.notIssued).toEqual([
    { userId: "usr_listed1", reason: "USER_LIMIT_REACHED" },
    { userId: "usr_listed3", reason: "CAMPAIGN_EXHAUSTED" },
  ]);
});

test("M3: lists at once never pass the total", async () => {
  const campaignId = await byList(120);
  const answers = await Promise.all(
    [0, 1, 2, 3].map((n) => issue(campaignId, { userIds: users(n * 50, n * 50 + 50) })),
  );
  expect(answers.flatMap(({ coupons }) => coupons)).toHaveLength(120);
  expect((await verifyCoupons(world.store)).mismatches).toEqual([]);
});

test("M5: codes of nobody's, each good once", async () => {
  const { coupons } = await issue(await byList(3), { bearerCount: 5 });
  expect(new Set(coupons.map(({ code }) => code)).size).toBe(3);
  const paying = { couponCode: coupons[0]!.code, paymentCode: await world.code("shopper2") };
  expect((await world.payAndRedeem(paying)).coupon?.userId).toBe("");
});

test.each<[string, Partial<IssueCouponsRequest>]>([
  ["neither", {}],
  ["both", { userIds: ["usr_listed1"], bearerCount: 1 }],
  ["a user twice", { userIds: ["usr_listed1", "usr_listed1"] }],
  ["no user", { userIds: ["mer_1234"] }],
  ["too many", { userIds: users(0, 201) }],
])("REQUEST_INVALID: %s", async (_, request) => {
  expect((await refusalOf(issue(await byList(1), request))).fields).not.toEqual([]);
});

test("CAMPAIGN_NOT_FOUND, CAMPAIGN_RULE_DIFFERS, CAMPAIGN_NOT_ISSUING", async () => {
  const userIds = users(0, 1);
  expect(await reasonOf(issue("cmp_none", { userIds }))).toBe("CAMPAIGN_NOT_FOUND");
  expect(await reasonOf(issue(await world.campaign(), { userIds }))).toBe("CAMPAIGN_RULE_DIFFERS");
  const draft = await world.as("manager").createCampaign(aCampaign({ issueRule: 4 }), { idempotencyKey: aKey() });
  expect(await reasonOf(issue(draft.campaignId, { userIds }))).toBe("CAMPAIGN_NOT_ISSUING");
});
