import { nextChinaMidnight } from "../../../kernel/time/china-time.ts";
import { plusMs } from "../../../kernel/time/clock.ts";
import type { MarketingReason } from "../errors.ts";
import { type DiscountTerms, mostOf } from "./discount.ts";

/** How coupons of a campaign come to people (M3). */
export const IssueRule = { GRAB: "GRAB", ON_FOLLOW: "ON_FOLLOW", ON_PAID: "ON_PAID", BY_LIST: "BY_LIST" } as const;
export type IssueRule = (typeof IssueRule)[keyof typeof IssueRule];

/** DRAFT → PUBLISHED → STOPPED; a draft may be stopped. Nothing else of a campaign ever changes, so what a coupon promises is fixed when it is issued. */
export type CampaignState = "DRAFT" | "PUBLISHED" | "STOPPED";

/** A template of coupons. Amounts are minor units of its currency. */
export interface Campaign {
  /** cmp_… */
  readonly _id: string;
  readonly merchantId: string;
  readonly name: string;
  readonly nameEn: string;
  readonly state: CampaignState;
  readonly discount: DiscountTerms;
  readonly currencyCode: string;
  readonly minimumSpend: bigint;
  readonly validFrom?: Date;
  readonly validUntil?: Date;
  readonly validDays?: number;
  /** Empty: every store of the merchant. */
  readonly storeIds: readonly string[];
  readonly total: number;
  readonly perUser: number;
  readonly budget?: bigint;
  readonly issueRule: IssueRule;
  /** Of ON_PAID. */
  readonly paidFrom: bigint;
  /** How many are issued at most. */
  readonly issuable: number;
  /** Over so many counters they are spread. */
  readonly laneCount: number;
  readonly createTime: Date;
}

/**
 * How many coupons a campaign issues at most: its total, or as many as could all be used for as much as they can ever take off within the budget. So the budget
 * holds whatever the coupons' owners do, and issuing needs no counter of money.
 */
export const issuableOf = (total: number, discount: DiscountTerms, budget: bigint | undefined): number => {
  const most = mostOf(discount);
  if (budget === undefined || most === undefined) return total;
  const affordable = budget / most;
  return affordable < BigInt(total) ? Number(affordable) : total;
};

const COUPONS_PER_LANE = 50;
const MAX_LANES = 16;

/** A campaign's coupons lie in several lanes, each with a counter of its own, so that those who grab at once do not all wait for one row. */
export const laneCountOf = (issuable: number): number =>
  Math.min(MAX_LANES, Math.max(1, Math.ceil(issuable / COUPONS_PER_LANE)));

/** How many coupons lie in each lane: as equal as can be. */
export const stockOfLanes = ({ issuable, laneCount }: Pick<Campaign, "issuable" | "laneCount">): number[] =>
  Array.from({ length: laneCount }, (_, lane) => Math.floor((issuable + lane) / laneCount));

const DAY_MS = 86_400_000;

/** When a coupon that is issued now is good: days end at midnight in China. */
export const periodOf = (
  { validFrom, validUntil, validDays }: Pick<Campaign, "validFrom" | "validUntil" | "validDays">,
  now: Date,
): { readonly validFrom: Date; readonly validUntil: Date } => ({
  validFrom: validFrom && validFrom > now ? validFrom : now,
  validUntil: validUntil ?? plusMs(nextChinaMidnight(now), (validDays ?? 0) * DAY_MS),
});

/** Whether its coupons are of no use to anybody any more. */
export const hasEnded = ({ validUntil }: Campaign, now: Date): boolean => validUntil !== undefined && now >= validUntil;

/** Why a campaign issues nothing this way now. */
export const whyNotIssuing = (campaign: Campaign, rule: IssueRule, now: Date): MarketingReason | undefined => {
  if (campaign.issueRule !== rule) return "CAMPAIGN_RULE_DIFFERS";
  return campaign.state !== "PUBLISHED" || hasEnded(campaign, now) ? "CAMPAIGN_NOT_ISSUING" : undefined;
};
