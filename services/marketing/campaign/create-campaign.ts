import type { ClientSession } from "mongoose";
import type { Handler } from "../../../kernel/contract/contract.ts";
import { deriveId } from "../../../kernel/ids/ids.ts";
import {
  Campaign as CampaignMessage,
  CreateCampaignRequest,
} from "../../../proto/gen/paywindow/marketing/v1/campaign.ts";
import { assertActsFor } from "../callers.ts";
import type { MarketingParts } from "../marketing-parts.ts";
import type { Campaign } from "./campaign.ts";
import { campaignMessage } from "./campaign-message.ts";
import { newLanes } from "./lane-model.ts";
import { parseCampaign } from "./parse-campaign.ts";

/** CreateCampaign: a draft, whose id derives from the key (P16). */
export const createCampaign =
  (parts: MarketingParts): Handler<CreateCampaignRequest, CampaignMessage> =>
  async (request, context) => {
    const { now, caller, idempotencyKey: key } = context;
    const said = parseCampaign(request, now);
    assertActsFor(caller, said.merchantId);
    const encoded = CreateCampaignRequest.encode(request).finish();
    const keyed = { rpc: "createCampaign", scope: said.merchantId, key, request: encoded, context };
    return parts.idempotency.run({ ...keyed, codec: CampaignMessage }, async (session) => {
      const _id = deriveId("cmp", now, said.merchantId, key);
      return campaignMessage(await insertCampaign(parts, { ...said, _id, state: "DRAFT", createTime: now }, session));
    });
  };

/** Writes a new campaign with its lanes, in the given transaction. */
export const insertCampaign = async (
  { campaigns, lanes }: Pick<MarketingParts, "campaigns" | "lanes">,
  campaign: Campaign,
  session: ClientSession,
): Promise<Campaign> => {
  await campaigns.create([campaign], { session });
  await lanes.insertMany(newLanes(campaign), { session });
  return campaign;
};
