import type { zhBenefits } from "./zh-benefits.ts";

/** As zh-benefits.ts. */
export const enBenefits: Record<keyof typeof zhBenefits, string> = {
  benefitMemberReading: "Reading the member's card…",
  benefitRemoveMember: "Remove the member",
  benefitRemoveCoupon: "Remove the coupon",
  benefitCouponNoted: "Coupon noted; it counts with the items",
  benefitCouponWaits: "Coupon {code}; it counts with the items",
  benefitCouponReading: "Checking the coupon…",
  benefitCouponUnused: "Not used: {why}",
  benefitOffline: "Member codes and coupons need a network",
  benefitNeedsNetwork: "Member prices and coupons need a network and a payment code; remove them first",
  benefitCodeOnly: "Remove the member and the coupon before taking cash",
  benefitStillReading: "The member or the coupon is being checked; scan the payment code in a moment",
  benefitUnanswered: "No answer; scan it again",
  benefitWas: "was {amount}",
  nextCoupon: "Remove the coupon or take another, tell the shopper the new total, then charge again",
};
