import {
  type Coupon as CouponMessage,
  CouponState as CouponStateNumber,
} from "../../../proto/gen/paywindow/marketing/v1/coupon.ts";
import type { Campaign } from "../campaign/campaign.ts";
import { discountMessage } from "../campaign/campaign-message.ts";
import type { Coupon, CouponState } from "./coupon.ts";

const STATE_NUMBERS: Readonly<Record<CouponState, CouponStateNumber>> = {
  ISSUED: CouponStateNumber.COUPON_STATE_ISSUED,
  HELD: CouponStateNumber.COUPON_STATE_HELD,
  REDEEMED: CouponStateNumber.COUPON_STATE_REDEEMED,
  REVOKED: CouponStateNumber.COUPON_STATE_REVOKED,
};

const stateOf = ({ state, validUntil }: Coupon, now: Date): CouponStateNumber =>
  state === "ISSUED" && now >= validUntil ? CouponStateNumber.COUPON_STATE_EXPIRED : STATE_NUMBERS[state];

/** A coupon as it is told; its code only to whoever may use it. */
export const couponMessage = (
  coupon: Coupon,
  campaign: Campaign,
  { now, showsCode }: { readonly now: Date; readonly showsCode: boolean },
): CouponMessage => ({
  ...{ couponId: coupon._id, campaignId: coupon.campaignId, merchantId: coupon.merchantId },
  ...{ userId: coupon.userId ?? "", code: showsCode ? coupon.code : "", state: stateOf(coupon, now) },
  ...{ name: campaign.name, nameEn: campaign.nameEn, discount: discountMessage(campaign) },
  ...{ validFrom: coupon.validFrom, validUntil: coupon.validUntil, storeIds: [...campaign.storeIds] },
  ...{ issueTime: coupon.issueTime, redeemTime: coupon.redeemTime, sourceRefunded: coupon.sourceRefunded ?? false },
});
