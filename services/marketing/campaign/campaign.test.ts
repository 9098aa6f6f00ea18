/** How many coupons a campaign issues, when they are good, and when it issues none. */
import { describe, expect, test } from "@jest/globals";
import { type Campaign, issuableOf, laneCountOf, periodOf, stockOfLanes, whyNotIssuing } from "./campaign.ts";

const now = new Date("2030-01-01T04:00:00.000Z");
const at = (text: string) => new Date(`${text}+08:00`);

const campaign: Campaign = {
  ...{ _id: "cmp_1", merchantId: "mer_1", name: "减5元", nameEn: "5 off", state: "PUBLISHED", currencyCode: "CNY" },
  ...{ discount: { kind: "CASH", discountAmount: 500n }, minimumSpend: 0n, storeIds: [], total: 10, perUser: 1 },
  ...{ issueRule: "GRAB", paidFrom: 0n, issuable: 10, laneCount: 1, createTime: now },
};

test.each<[string, number, Parameters<typeof issuableOf>[1], bigint | undefined, number]>([
  ["no budget: the total", 100, { kind: "CASH", discountAmount: 500n }, undefined, 100],
  ["a budget for all", 100, { kind: "CASH", discountAmount: 500n }, 50_000n, 100],
  ["a budget for some: the last coupon would exceed it", 100, { kind: "CASH", discountAmount: 500n }, 49_999n, 99],
  ["of a percentage the cap counts", 100, { kind: "PERCENT", basisPoints: 1_000, cap: 1_000n }, 10_000n, 10],
  ["a budget for none", 100, { kind: "CASH", discountAmount: 500n }, 499n, 0],
])("V24: %s", (_, total, discount, budget, issuable) => {
  expect(issuableOf(total, discount, budget)).toBe(issuable);
});

test.each([1, 10, 50, 51, 200, 1_000, 9_999_999])("M12: the lanes of %d coupons hold just as many", (issuable) => {
  const stock = stockOfLanes({ issuable, laneCount: laneCountOf(issuable) });
  expect(stock.reduce((sum, lane) => sum + lane, 0)).toBe(issuable);
  expect(Math.max(...stock) - Math.min(...stock)).toBeLessThanOrEqual(1);
  expect(stock.length).toBeLessThanOrEqual(16);
});

describe("days end at midnight in China", () => {
  test("n days after the day of issue, whatever the hour", () => {
    const { validUntil } = periodOf({ validDays: 7 }, at("2030-01-01 00:00:00.000"));
    expect(validUntil).toEqual(at("2030-01-09 00:00:00"));
    expect(periodOf({ validDays: 7 }, at("2030-01-01 23:59:59.999")).validUntil).toEqual(validUntil);
  });

  test("a period of its own, which an issue after its beginning shortens", () => {
    const period = { validFrom: at("2030-02-01 00:00:00"), validUntil: at("2030-03-01 00:00:00") };
    expect(periodOf(period, now)).toEqual(period);
    const later = at("2030-02-10 12:00:00");
    expect(periodOf(period, later)).toEqual({ ...period, validFrom: later });
  });
});

test.each<[string, Partial<Campaign>, string | undefined]>([
  ["published", {}, undefined],
  ["a draft", { state: "DRAFT" }, "CAMPAIGN_NOT_ISSUING"],
  ["stopped", { state: "STOPPED" }, "CAMPAIGN_NOT_ISSUING"],
  ["over", { validUntil: now }, "CAMPAIGN_NOT_ISSUING"],
  ["of another rule", { issueRule: "BY_LIST" }, "CAMPAIGN_RULE_DIFFERS"],
])("V24: a campaign that is %s", (_, change, reason) => {
  expect(whyNotIssuing({ ...campaign, ...change }, "GRAB", now)).toBe(reason);
});
