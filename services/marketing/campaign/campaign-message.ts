import { money } from "../../../kernel/money/money.ts";
import {
  type Campaign as CampaignMessage,
  CampaignState as CampaignStateNumber,
  DiscountKind,
  type Discount as DiscountMessage,
  IssueRule as IssueRuleNumber,
} from "../../../proto/gen/paywindow/marketing/v1/campaign.ts";
import type { Campaign, CampaignState, IssueRule } from "./campaign.ts";

const STATE_NUMBERS: Readonly<Record<CampaignState, CampaignStateNumber>> = {
  DRAFT: CampaignStateNumber.CAMPAIGN_STATE_DRAFT,
  PUBLISHED: CampaignStateNumber.CAMPAIGN_STATE_PUBLISHED,
  STOPPED: CampaignStateNumber.CAMPAIGN_STATE_STOPPED,
};

export const RULE_NUMBERS: Readonly<Record<IssueRule, IssueRuleNumber>> = {
  GRAB: IssueRuleNumber.ISSUE_RULE_GRAB,
  ON_FOLLOW: IssueRuleNumber.ISSUE_RULE_ON_FOLLOW,
  ON_PAID: IssueRuleNumber.ISSUE_RULE_ON_PAID,
  BY_LIST: IssueRuleNumber.ISSUE_RULE_BY_LIST,
};

/** An amount as the contract carries it; nothing for zero, which says that there is none. */
const unlessZero = (amount: bigint | undefined, currencyCode: string) =>
  amount ? money(amount, currencyCode) : undefined;

export const discountMessage = ({ discount, currencyCode, minimumSpend }: Campaign): DiscountMessage => ({
  kind: discount.kind === "CASH" ? DiscountKind.DISCOUNT_KIND_CASH : DiscountKind.DISCOUNT_KIND_PERCENT,
  amount: discount.kind === "CASH" ? money(discount.discountAmount, currencyCode) : undefined,
  basisPoints: discount.kind === "PERCENT" ? discount.basisPoints : 0,
  cap: discount.kind === "PERCENT" ? unlessZero(discount.cap, currencyCode) : undefined,
  minimumSpend: unlessZero(minimumSpend, currencyCode),
});

export const campaignMessage = (campaign: Campaign): CampaignMessage => {
  const { merchantId, name, nameEn, currencyCode, validFrom, validUntil, validDays = 0 } = campaign;
  return {
    ...{ campaignId: campaign._id, merchantId, name, nameEn, state: STATE_NUMBERS[campaign.state] },
    discount: discountMessage(campaign),
    validity: { validFrom, validUntil, validDays, storeIds: [...campaign.storeIds] },
    limits: { total: campaign.total, perUser: campaign.perUser, budget: unlessZero(campaign.budget, currencyCode) },
    issueRule: RULE_NUMBERS[campaign.issueRule],
    paidFrom: unlessZero(campaign.paidFrom, currencyCode),
    issuable: campaign.issuable,
    createTime: campaign.createTime,
  };
};
