import { type AccessRow, allow, apps, on, users } from "../grant.ts";
import { office, SERVICES_ONLY, till } from "./roles.ts";

/** A campaign is its merchant's: its managers run it. */
const ownCampaign: AccessRow = [allow(office, on("merchantId", "tenant"))];
/** What a sale needs, at the till and from the merchant's own program. */
const ownSale: AccessRow = [
  allow(till, on("merchantId", "tenant"), on("storeId", "site")),
  allow(apps(), on("merchantId", "tenant")),
];

/** Who may call the rpcs of marketing. */
export const marketingAccess: Readonly<Record<string, AccessRow>> = {
  "marketing.createCampaign": ownCampaign,
  "marketing.publishCampaign": ownCampaign,
  "marketing.stopCampaign": ownCampaign,
  "marketing.listCampaigns": ownCampaign,
  "marketing.getCampaignReport": ownCampaign,
  "marketing.issueCoupons": [...ownCampaign, allow(apps(), on("merchantId", "tenant"))],
  "marketing.listClaimableCampaigns": [allow(users())],
  "marketing.claimCoupon": [allow(users())],
  "marketing.listMyCoupons": [allow(users())],
  "marketing.quoteCoupon": ownSale,
  "marketing.payAndRedeem": ownSale,
  "marketing.holdCoupon": SERVICES_ONLY,
  "marketing.releaseCoupon": SERVICES_ONLY,
};
