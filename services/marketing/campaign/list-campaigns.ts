import type { Handler } from "../../../kernel/contract/contract.ts";
import { readFields } from "../../../kernel/parse/parse.ts";
import type {
  ListCampaignsRequest,
  ListCampaignsResponse,
} from "../../../proto/gen/paywindow/marketing/v1/campaign.ts";
import { assertActsFor } from "../callers.ts";
import type { MarketingParts } from "../marketing-parts.ts";
import { olderThan, pageOf, readPage } from "../page.ts";
import type { Campaign } from "./campaign.ts";
import { campaignMessage } from "./campaign-message.ts";

/** ListCampaigns: a merchant's own, whatever their state. */
export const listCampaigns =
  ({ campaigns }: MarketingParts): Handler<ListCampaignsRequest, ListCampaignsResponse> =>
  async (request, { caller }) => {
    const fields = readFields();
    const merchantId = fields.id("merchant_id", request.merchantId, "mer");
    const page = readPage(fields, request, "cmp");
    fields.check();
    assertActsFor(caller, merchantId);
    const found = await campaigns
      .find({ merchantId, ...olderThan(page) })
      .sort({ _id: -1 })
      .limit(page.pageSize + 1)
      .lean<Campaign[]>();
    const { rows, nextPageToken } = pageOf(found, page);
    return { campaigns: rows.map(campaignMessage), nextPageToken };
  };
