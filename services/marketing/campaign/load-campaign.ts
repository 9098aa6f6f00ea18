import type { ClientSession } from "mongoose";
import type { Caller } from "../../../kernel/auth/caller.ts";
import { type FieldReader, readFields } from "../../../kernel/parse/parse.ts";
import { findRow } from "../../../kernel/store/rows.ts";
import { assertActsFor } from "../callers.ts";
import { marketingReasons } from "../errors.ts";
import type { MarketingParts } from "../marketing-parts.ts";
import type { Campaign } from "./campaign.ts";

export const readCampaignId = (fields: FieldReader, value: string): string => fields.id("campaign_id", value, "cmp");

/** A campaign, whoever's it is. @throws CAMPAIGN_NOT_FOUND. */
export const findCampaign = async (
  { campaigns }: Pick<MarketingParts, "campaigns">,
  campaignId: string,
  session?: ClientSession,
): Promise<Campaign> => {
  const campaign = await findRow(campaigns, { _id: campaignId }, session);
  if (!campaign) throw marketingReasons.error("CAMPAIGN_NOT_FOUND");
  return campaign;
};

/** The campaign that a request of its merchant's office names: another merchant's is not there. @throws CAMPAIGN_NOT_FOUND. */
export const loadOwnCampaign = async (
  parts: Pick<MarketingParts, "campaigns">,
  request: { readonly merchantId: string; readonly campaignId: string },
  caller: Caller,
  session?: ClientSession,
): Promise<Campaign> => {
  const fields = readFields();
  const merchantId = fields.id("merchant_id", request.merchantId, "mer");
  const campaignId = readCampaignId(fields, request.campaignId);
  fields.check();
  assertActsFor(caller, merchantId, "CAMPAIGN_NOT_FOUND");
  const campaign = await findCampaign(parts, campaignId, session);
  if (campaign.merchantId !== merchantId) throw marketingReasons.error("CAMPAIGN_NOT_FOUND");
  return campaign;
};
