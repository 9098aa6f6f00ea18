import { userOf } from "../../../kernel/auth/require-caller.ts";
import type { Handler } from "../../../kernel/contract/contract.ts";
import { readFields } from "../../../kernel/parse/parse.ts";
import type {
  ListClaimableCampaignsRequest,
  ListClaimableCampaignsResponse,
} from "../../../proto/gen/paywindow/marketing/v1/campaign.ts";
import { claimIdOf } from "../coupon/claim-model.ts";
import type { MarketingParts } from "../marketing-parts.ts";
import { olderThan, pageOf, readPage } from "../page.ts";
import type { Campaign } from "./campaign.ts";
import { campaignMessage } from "./campaign-message.ts";

/** ListClaimableCampaigns: what issues by GRAB now, with what the caller has had of it and whether anything is left. */
export const listClaimableCampaigns =
  (parts: MarketingParts): Handler<ListClaimableCampaignsRequest, ListClaimableCampaignsResponse> =>
  async (request, { caller, now }) => {
    const userId = userOf(caller);
    const fields = readFields();
    const merchantId = request.merchantId && fields.id("merchant_id", request.merchantId, "mer");
    const page = readPage(fields, request, "cmp");
    fields.check();
    const found = await parts.campaigns
      .find({ ...(merchantId && { merchantId }), issueRule: "GRAB", state: "PUBLISHED", ...olderThan(page) })
      .or([{ validUntil: { $exists: false } }, { validUntil: { $gt: now } }])
      .sort({ _id: -1 })
      .limit(page.pageSize + 1)
      .lean<Campaign[]>();
    const { rows, nextPageToken } = pageOf(found, page);
    const ids = rows.map(({ _id }) => _id);
    const [left, claimed] = await Promise.all([withCouponsLeft(parts, ids), claimedBy(parts, userId, ids)]);
    return {
      campaigns: rows.map((campaign) => ({
        campaign: campaignMessage(campaign),
        claimed: claimed.get(campaign._id) ?? 0,
        exhausted: !left.has(campaign._id),
      })),
      nextPageToken,
    };
  };

const withCouponsLeft = async ({ lanes }: MarketingParts, ids: readonly string[]): Promise<ReadonlySet<string>> => {
  const rows = await lanes.find({ campaignId: { $in: ids }, remaining: { $gt: 0 } }, { campaignId: 1 }).lean();
  return new Set(rows.map(({ campaignId }) => campaignId));
};

const claimedBy = async ({ claims }: MarketingParts, userId: string, ids: readonly string[]) => {
  const rows = await claims.find({ _id: { $in: ids.map((id) => claimIdOf(id, userId)) } }).lean();
  return new Map(rows.map(({ campaignId, issued }) => [campaignId, issued]));
};
