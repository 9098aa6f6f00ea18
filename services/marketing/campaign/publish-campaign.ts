import type { Handler } from "../../../kernel/contract/contract.ts";
import type {
  Campaign as CampaignMessage,
  PublishCampaignRequest,
} from "../../../proto/gen/paywindow/marketing/v1/campaign.ts";
import { marketingReasons } from "../errors.ts";
import type { MarketingParts } from "../marketing-parts.ts";
import { hasEnded } from "./campaign.ts";
import { campaignMessage } from "./campaign-message.ts";
import { loadOwnCampaign } from "./load-campaign.ts";

/** PublishCampaign: from its commit on the campaign issues. */
export const publishCampaign =
  (parts: MarketingParts): Handler<PublishCampaignRequest, CampaignMessage> =>
  (request, { caller, now }) =>
    parts.store.transaction(async (session) => {
      const campaign = await loadOwnCampaign(parts, request, caller, session);
      if (campaign.state === "STOPPED") throw marketingReasons.error("CAMPAIGN_STOPPED");
      if (hasEnded(campaign, now)) throw marketingReasons.error("CAMPAIGN_ENDED");
      await parts.campaigns.updateOne({ _id: campaign._id }, { $set: { state: "PUBLISHED" } }, { session });
      return campaignMessage({ ...campaign, state: "PUBLISHED" });
    });
