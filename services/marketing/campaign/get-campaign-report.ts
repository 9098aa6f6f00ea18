import type { Handler } from "../../../kernel/contract/contract.ts";
import { money } from "../../../kernel/money/money.ts";
import type { CampaignReport, GetCampaignReportRequest } from "../../../proto/gen/paywindow/marketing/v1/campaign.ts";
import type { MarketingParts } from "../marketing-parts.ts";
import { campaignMessage } from "./campaign-message.ts";
import type { Lane } from "./lane-model.ts";
import { loadOwnCampaign } from "./load-campaign.ts";

/**
 * GetCampaignReport: the sums of the campaign's lanes, which move with every coupon in its own commit. What has expired is counted in the coupons themselves,
 * as time moves no row.
 */
export const getCampaignReport =
  (parts: MarketingParts): Handler<GetCampaignReportRequest, CampaignReport> =>
  (request, { caller, now }) =>
    // One look at one moment: the counts agree with each other.
    parts.store.transaction(async (session) => {
      const campaign = await loadOwnCampaign(parts, request, caller, session);
      const { _id: campaignId, currencyCode } = campaign;
      const lanes = await parts.lanes.find({ campaignId }).session(session).lean<Lane[]>();
      const sum = (count: "issued" | "held" | "redeemed" | "revoked"): number =>
        lanes.reduce((total, lane) => total + lane[count], 0);
      const [issued, held, redeemed, revoked] = [sum("issued"), sum("held"), sum("redeemed"), sum("revoked")];
      const late = { campaignId, state: "ISSUED", validUntil: { $lte: now } } as const;
      const expired = await parts.coupons.countDocuments(late).session(session);
      const cost = lanes.reduce((total, lane) => total + lane.cost, 0n);
      return {
        campaign: campaignMessage(campaign),
        ...{ issued, held, redeemed, revoked, expired, free: issued - held - redeemed - revoked - expired },
        cost: money(cost, currencyCode),
      };
    });
