import type { Handler } from "../../../kernel/contract/contract.ts";
import type {
  Campaign as CampaignMessage,
  StopCampaignRequest,
} from "../../../proto/gen/paywindow/marketing/v1/campaign.ts";
import type { MarketingParts } from "../marketing-parts.ts";
import { campaignMessage } from "./campaign-message.ts";
import { loadOwnCampaign } from "./load-campaign.ts";

/** StopCampaign: coupons that are out stay good, as they were promised. A claim that was begun before the stop may still be committed beside it. */
export const stopCampaign =
  (parts: MarketingParts): Handler<StopCampaignRequest, CampaignMessage> =>
  (request, { caller }) =>
    parts.store.transaction(async (session) => {
      const campaign = await loadOwnCampaign(parts, request, caller, session);
      await parts.campaigns.updateOne({ _id: campaign._id }, { $set: { state: "STOPPED" } }, { session });
      return campaignMessage({ ...campaign, state: "STOPPED" });
    });
