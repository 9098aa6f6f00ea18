import type { ClientSession } from "mongoose";
import type { FieldReader } from "../../../kernel/parse/parse.ts";
import { findRow } from "../../../kernel/store/rows.ts";
import type { Campaign } from "../campaign/campaign.ts";
import { findCampaign } from "../campaign/load-campaign.ts";
import { marketingReasons } from "../errors.ts";
import type { MarketingParts } from "../marketing-parts.ts";
import type { Coupon } from "./coupon.ts";
import { parseCouponCode } from "./coupon-code.ts";

/** By what a coupon is found. */
export type CouponRef = { readonly code: string } | { readonly couponId: string };

/** A code as it was scanned or typed. One that cannot be any coupon's is no fault of the request: people mistype (M6). */
export const readCouponCode = (fields: FieldReader, value: string): CouponRef => {
  const typed = fields.text("coupon_code", value, 1, 64);
  return { code: parseCouponCode(typed) ?? "" };
};

/** The coupon and its campaign. @throws COUPON_NOT_FOUND. */
export const findCoupon = async (
  parts: Pick<MarketingParts, "coupons" | "campaigns">,
  ref: CouponRef,
  session?: ClientSession,
): Promise<{ readonly coupon: Coupon; readonly campaign: Campaign }> => {
  const filter = "code" in ref ? { code: ref.code } : { _id: ref.couponId };
  const coupon = await findRow(parts.coupons, filter, session);
  if (!coupon) throw marketingReasons.error("COUPON_NOT_FOUND");
  return { coupon, campaign: await findCampaign(parts, coupon.campaignId, session) };
};
