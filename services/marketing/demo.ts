import type { Campaign } from "./campaign/campaign.ts";
import { issuableOf, laneCountOf } from "./campaign/campaign.ts";
import { insertCampaign } from "./campaign/create-campaign.ts";
import type { MarketingParts } from "./marketing-parts.ts";

type DemoCampaign = Pick<Campaign, "_id" | "name" | "nameEn" | "discount" | "issueRule" | "total" | "perUser"> &
  Partial<Pick<Campaign, "minimumSpend" | "paidFrom" | "validDays">>;

const CAMPAIGNS: readonly DemoCampaign[] = [
  {
    ...{
      _id: "cmp_demograb1",
      name: "满50减5元",
      nameEn: "5 off from 50",
      issueRule: "GRAB",
      total: 1_000,
      perUser: 1,
    },
    ...{ discount: { kind: "CASH", discountAmount: 500n }, minimumSpend: 5_000n, validDays: 30 },
  },
  {
    ...{ _id: "cmp_demofollow1", name: "关注立减3元", nameEn: "3 off for followers", issueRule: "ON_FOLLOW" },
    ...{ total: 100_000, perUser: 1, discount: { kind: "CASH", discountAmount: 300n }, validDays: 30 },
  },
  {
    ...{ _id: "cmp_demopaid1", name: "下次九折（最高减10元）", nameEn: "10 % off next time, up to 10" },
    ...{ issueRule: "ON_PAID", paidFrom: 3_000n, total: 100_000, perUser: 1_000, validDays: 30 },
    discount: { kind: "PERCENT", basisPoints: 1_000, cap: 1_000n },
  },
];

const complete = (campaign: DemoCampaign, now: Date): Campaign => {
  const issuable = issuableOf(campaign.total, campaign.discount, undefined);
  return {
    ...{ merchantId: "mer_demomarket", state: "PUBLISHED", currencyCode: "CNY", storeIds: [], createTime: now },
    ...{ minimumSpend: 0n, paidFrom: 0n, issuable, laneCount: laneCountOf(issuable) },
    ...campaign,
  };
};

/** Inserts the demonstration's campaigns that are missing; what is there stays as it is. */
export const seedDemo = async (parts: MarketingParts, now: Date): Promise<void> => {
  for (const campaign of CAMPAIGNS)
    await parts.store.transaction(async (session) => {
      if (await parts.campaigns.exists({ _id: campaign._id }).session(session)) return;
      await insertCampaign(parts, complete(campaign, now), session);
    });
};
