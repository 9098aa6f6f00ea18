import { money } from "../../../kernel/money/money.ts";
import {
  type CouponHold as HoldMessage,
  CouponHoldState as HoldStateNumber,
} from "../../../proto/gen/paywindow/marketing/v1/coupon.ts";
import type { Campaign } from "../campaign/campaign.ts";
import { divideDiscount } from "../campaign/discount.ts";
import { type Hold, type HoldState, payableOf } from "./hold.ts";

const STATE_NUMBERS: Readonly<Record<HoldState, HoldStateNumber>> = {
  HELD: HoldStateNumber.COUPON_HOLD_STATE_HELD,
  REDEEMED: HoldStateNumber.COUPON_HOLD_STATE_REDEEMED,
  RELEASED: HoldStateNumber.COUPON_HOLD_STATE_RELEASED,
  RETURNED: HoldStateNumber.COUPON_HOLD_STATE_RETURNED,
};

/** A hold as it is told; divided among lines where they are named. The same lines give the same parts at every call. */
export const holdMessage = (
  hold: Hold,
  { name, nameEn }: Campaign,
  lineAmounts: readonly bigint[] = [],
): HoldMessage => {
  const { merchantId, merchantTradeId, couponId, campaignId, ownerUserId = "", state, currencyCode } = hold;
  const inCurrency = (amount: bigint) => money(amount, currencyCode);
  return {
    ...{ merchantId, merchantTradeId, couponId, campaignId, ownerUserId, state: STATE_NUMBERS[state] },
    ...{ amount: inCurrency(hold.amount), discount: inCurrency(hold.discount), payable: inCurrency(payableOf(hold)) },
    lineDiscounts: divideDiscount(hold.discount, lineAmounts).map(inCurrency),
    ...{ name, nameEn },
  };
};
