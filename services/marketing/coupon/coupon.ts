import type { Campaign } from "../campaign/campaign.ts";
import { discountOf } from "../campaign/discount.ts";
import type { MarketingReason } from "../errors.ts";

/**
 * ISSUED → HELD (one sale's payment is under way) → REDEEMED (it is paid) or ISSUED again (it never will be). REDEEMED → ISSUED where the whole sale is
 * refunded. ISSUED → REVOKED where the purchase that it was given for is refunded (M11). Expiry is no state of the row: time does it.
 */
export type CouponState = "ISSUED" | "HELD" | "REDEEMED" | "REVOKED";

export interface Coupon {
  /** cpn_… */
  readonly _id: string;
  /** Bearer's proof: whoever knows it may use a coupon of nobody's. It stands in no event, log or message but its owner's. */
  readonly code: string;
  readonly campaignId: string;
  readonly merchantId: string;
  /** Absent: whoever shows the code. */
  readonly userId?: string;
  /** The counter in which it is counted. */
  readonly lane: number;
  readonly state: CouponState;
  readonly validFrom: Date;
  readonly validUntil: Date;
  readonly issueTime: Date;
  readonly redeemTime?: Date;
  /** The hold that it is HELD or REDEEMED by. */
  readonly holdId?: string;
  /** Of ON_PAID: the trade that it was given for. */
  readonly sourceTradeId?: string;
  /** That trade was refunded when the coupon was not free: it does not come back, and the merchant sees it. */
  readonly sourceRefunded?: boolean;
}

/** A sale that a coupon is to be used for. */
export interface Sale {
  readonly merchantId: string;
  readonly storeId: string;
  /** Before the discount, in minor units. */
  readonly amount: bigint;
  readonly currencyCode: string;
  /** Who pays, where that is known. */
  readonly userId?: string;
}

export type UseDecision = { readonly refuse: MarketingReason } | { readonly discount: bigint };

const TAKEN: Readonly<Partial<Record<CouponState, MarketingReason>>> = {
  REVOKED: "COUPON_REVOKED",
  REDEEMED: "COUPON_USED",
  HELD: "COUPON_HELD",
};

/** What a coupon takes off a sale, or why it cannot be used for it (V24). */
export const decideUse = (coupon: Coupon, campaign: Campaign, sale: Sale, now: Date): UseDecision => {
  const refuse = whyNotUsable(coupon, campaign, sale, now);
  return refuse ? { refuse } : { discount: discountOf(campaign.discount, sale.amount) };
};

const whyNotUsable = (coupon: Coupon, campaign: Campaign, sale: Sale, now: Date): MarketingReason | undefined => {
  if (coupon.merchantId !== sale.merchantId) return "COUPON_OTHER_MERCHANT";
  if (sale.userId && coupon.userId && coupon.userId !== sale.userId) return "COUPON_NOT_YOURS";
  const taken = TAKEN[coupon.state];
  if (taken) return taken;
  if (now >= coupon.validUntil) return "COUPON_EXPIRED";
  if (now < coupon.validFrom) return "COUPON_NOT_YET_VALID";
  if (campaign.storeIds.length > 0 && !campaign.storeIds.includes(sale.storeId)) return "COUPON_OTHER_STORE";
  if (campaign.currencyCode !== sale.currencyCode) return "COUPON_OTHER_CURRENCY";
  return sale.amount < campaign.minimumSpend ? "BELOW_MINIMUM_SPEND" : undefined;
};
