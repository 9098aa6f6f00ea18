/** What a follow and a payment give, once each, and what a refund takes back (M9, M11). */
import { afterAll, beforeAll, expect, test } from "@jest/globals";
import type { Coupon } from "../coupon/coupon.ts";
import { couponModel } from "../coupon/coupon-model.ts";
import { cash, cny, MERCHANT } from "../testing/builders.ts";
import { anId, type MarketingWorld, startMarketingWorld } from "../testing/marketing-world.ts";
import { verifyCoupons } from "../verify-coupons.ts";

let world: MarketingWorld;
beforeAll(async () => {
  world = await startMarketingWorld({ withContent: true });
  await world.as("manager").stopCampaign({ merchantId: MERCHANT, campaignId: "cmp_demopaid1" });
});
afterAll(() => world.stop());

const of = (campaignId: string): Promise<Coupon[]> =>
  couponModel(world.store.connection).find({ campaignId }).sort({ _id: 1 }).lean<Coupon[]>();

/** A campaign for payments of 30.00 and more. */
const onPaid = () =>
  world.campaign({
    ...{ issueRule: 3, paidFrom: cny(3_000n), discount: cash(100n) },
    limits: { total: 100, perUser: 10, budget: undefined },
  });
const stop = (campaignId: string) => world.as("manager").stopCampaign({ merchantId: MERCHANT, campaignId });
const pay = async (fen: bigint): Promise<string> => {
  const merchantTradeId = anId("sale");
  await world.payTrade(merchantTradeId, fen);
  await world.drain();
  return merchantTradeId;
};

test("M9: a follow gives a coupon once ever, also after unfollowing and following again, and at once from many events", async () => {
  const campaignId = await world.campaign({ issueRule: 2, discount: cash(300n) });
  await world.follow("usr_follower1");
  expect(await of(campaignId)).toMatchObject([{ userId: "usr_follower1", state: "ISSUED" }]);
  await world.follow("usr_follower1", false);
  world.clock.advance(86_400_000);
  await Promise.all([world.follow("usr_follower1"), world.follow("usr_follower1"), world.follow("usr_follower2")]);
  expect((await of(campaignId)).map(({ userId }) => userId).sort()).toEqual(["usr_follower1", "usr_follower2"]);
});

test("M11: on paid from the amount on, and not on created; once per trade", async () => {
  const campaignId = await onPaid();
  await pay(2_999n);
  expect(await of(campaignId)).toEqual([]);
  const merchantTradeId = await pay(3_000n);
  expect(await of(campaignId)).toMatchObject([{ userId: "usr_demoshopper1", sourceTradeId: merchantTradeId }]);
  await stop(campaignId);
});

test("M11: a refund that leaves enough takes nothing back, one that leaves less does", async () => {
  const campaignId = await onPaid();
  const merchantTradeId = await pay(4_000n);
  await stop(campaignId);
  await world.refund(merchantTradeId, 1_000n);
  expect(await of(campaignId)).toMatchObject([{ state: "ISSUED" }]);
  await world.refund(merchantTradeId, 1n);
  expect(await of(campaignId)).toMatchObject([{ state: "REVOKED" }]);
  expect(await world.heard()).toContain("marketing.coupon.revoked");
});

test("M11: a coupon in use is marked; and revoked, should its own sale be refunded", async () => {
  const campaignId = await onPaid();
  const merchantTradeId = await pay(4_000n);
  await stop(campaignId);
  const [coupon] = await of(campaignId);
  const second = anId("sale");
  const request = { couponCode: coupon!.code, paymentCode: await world.code(), merchantTradeId: second };
  await world.payAndRedeem({ ...request, amount: cny(1_000n) });
  await world.refund(merchantTradeId, 4_000n);
  expect(await of(campaignId)).toMatchObject([{ state: "REDEEMED", sourceRefunded: true }]);
  await world.refund(second, 900n);
  expect(await of(campaignId)).toMatchObject([{ state: "REVOKED" }]);
});

test("M11: what is refunded before the payment was heard of gives nothing", async () => {
  const campaignId = await onPaid();
  const merchantTradeId = anId("sale");
  await world.payTrade(merchantTradeId, 4_000n);
  await world.refund(merchantTradeId, 4_000n);
  await world.drain();
  expect((await of(campaignId)).filter(({ state }) => state !== "REVOKED")).toEqual([]);
  await stop(campaignId);
});

test("and the books are sound", async () => {
  expect((await verifyCoupons(world.store)).mismatches).toEqual([]);
});
