import type { Discount } from "../../../proto/gen/paywindow/marketing/v1/campaign.ts";
import type { Coupon } from "../../../proto/gen/paywindow/marketing/v1/coupon.ts";
import type { Json } from "../api/json.ts";
import type { Text } from "../i18n/use-text.ts";
import { amountOf, formatAmount } from "../money/amount.ts";

/** Which of the user's three lists a coupon is in. */
export type CouponShelf = "usable" | "used" | "over";

/** Where a coupon lies: one that a payment holds is still the user's to see among the usable ones. */
export const shelfOf = ({ state }: Json<Coupon>): CouponShelf => {
  if (state === "COUPON_STATE_REDEEMED") return "used";
  return state === "COUPON_STATE_ISSUED" || state === "COUPON_STATE_HELD" ? "usable" : "over";
};

/** Hundredths of a percent as people write them: 1000 is `10`, 1250 is `12.5`. */
const percentOf = (basisPoints: number): string => String(basisPoints / 100);

/** What a coupon takes off, short and large. */
export const worthOf = (text: Text, { kind, amount, basisPoints = 0 }: Json<Discount>): string =>
  kind === "DISCOUNT_KIND_PERCENT"
    ? text("couponsPercent", { percent: percentOf(basisPoints) })
    : formatAmount(amountOf(amount));

/** From which amount on it can be used, and what it takes off at most. */
export const termsOf = (text: Text, { minimumSpend, cap }: Json<Discount>): string => {
  const from = minimumSpend
    ? text("couponsMinimum", { amount: formatAmount(amountOf(minimumSpend)) })
    : text("couponsNoMinimum");
  return cap ? `${from} · ${text("couponsCap", { amount: formatAmount(amountOf(cap)) })}` : from;
};

/** The code in groups, for reading it out: `K123 4567 89AB`. */
export const groupCode = (code: string): string => code.replace(/(.{4})(?=.)/g, "$1 ");
