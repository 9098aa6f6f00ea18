/** The proof of the coupons finds what is wrong: every kind of damage is made by hand once. */
import { afterEach, beforeEach, expect, test } from "@jest/globals";
import { campaignModel } from "./campaign/campaign-model.ts";
import { laneModel } from "./campaign/lane-model.ts";
import { claimModel } from "./coupon/claim-model.ts";
import { couponModel } from "./coupon/coupon-model.ts";
import { holdModel } from "./hold/hold-model.ts";
import { cny, MERCHANT } from "./testing/builders.ts";
import { type MarketingWorld, startMarketingWorld } from "./testing/marketing-world.ts";
import { verifyCoupons } from "./verify-coupons.ts";

let world: MarketingWorld;
let campaignId: string;
let usedId: string;
beforeEach(async () => {
  world = await startMarketingWorld();
  await world.as("manager").stopCampaign({ merchantId: MERCHANT, campaignId: "cmp_demopaid1" });
  campaignId = await world.campaign({ limits: { total: 10, perUser: 2, budget: cny(5_000n) } });
  const used = await world.coupon(campaignId);
  usedId = used.couponId;
  await world.coupon(campaignId, "shopper2");
  await world.payAndRedeem({ couponCode: used.code, paymentCode: await world.code() });
  await world.drain();
});
afterEach(() => world.stop());

const connection = () => world.store.connection;
const mismatches = async () => (await verifyCoupons(world.store)).mismatches.join("\n");

test("a sound store has no mismatch", async () => {
  expect(await verifyCoupons(world.store)).toEqual({ campaigns: 4, coupons: 2, holds: 1, mismatches: [] });
});

test.each<[string, () => Promise<unknown>]>([
  [
    "issued 3, but its coupons come to 2",
    () => laneModel(connection()).updateOne({ campaignId }, { $inc: { issued: 1 } }),
  ],
  ["held 1, but its coupons come to 0", () => laneModel(connection()).updateOne({ campaignId }, { $inc: { held: 1 } })],
  ["redeemed 2, but", () => laneModel(connection()).updateOne({ campaignId }, { $inc: { redeemed: 1 } })],
  ["revoked 1, but", () => laneModel(connection()).updateOne({ campaignId }, { $inc: { revoked: 1 } })],
  [
    "cost 501, but its coupons come to 500",
    () => laneModel(connection()).updateOne({ campaignId }, { $inc: { cost: 1n } }),
  ],
  ["-1 remain", () => laneModel(connection()).updateOne({ campaignId }, { $set: { remaining: -1 } })],
  [
    "9 remain, but 10 can be issued",
    () => laneModel(connection()).updateOne({ campaignId }, { $inc: { remaining: 1 } }),
  ],
  ["it cost 500 of 499", () => campaignModel(connection()).updateOne({ _id: campaignId }, { $set: { budget: 499n } })],
  ["2 issued of 1", () => campaignModel(connection()).updateOne({ _id: campaignId }, { $set: { total: 1 } })],
  ["lanes instead of 2", () => campaignModel(connection()).updateOne({ _id: campaignId }, { $set: { laneCount: 2 } })],
  ["is REDEEMED, its hold is none", () => holdModel(connection()).deleteMany({})],
  ["is REDEEMED and has no paid trade", () => holdModel(connection()).updateMany({}, { $unset: { tradeId: 1 } })],
  ["and no coupon is held by it", () => couponModel(connection()).deleteOne({ _id: usedId })],
  ["there are coupons, but it is not there", () => claimModel(connection()).deleteMany({ campaignId })],
  [
    "2 issued, but there are 1 coupons",
    () => claimModel(connection()).updateMany({ campaignId }, { $set: { issued: 2 } }),
  ],
  ["3 issued, beyond the limit", () => claimModel(connection()).updateMany({ campaignId }, { $set: { issued: 3 } })],
])("V24: %s", async (mismatch, damage) => {
  await damage();
  expect(await mismatches()).toContain(mismatch);
});
