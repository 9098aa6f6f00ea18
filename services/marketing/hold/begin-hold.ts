import type { ClientSession } from "mongoose";
import { faultPoint } from "../../../kernel/config/fault-point.ts";
import { insertRow, updateRow } from "../../../kernel/store/rows.ts";
import { Raced } from "../../../kernel/store/run-again.ts";
import type { Campaign } from "../campaign/campaign.ts";
import { countInLane } from "../campaign/lane-model.ts";
import { type Coupon, decideUse, type Sale } from "../coupon/coupon.ts";
import { type CouponRef, findCoupon } from "../coupon/find-coupon.ts";
import { marketingReasons } from "../errors.ts";
import type { MarketingParts } from "../marketing-parts.ts";
import { firstRecoverTime, type Hold, type HoldPayment, holdIdOf } from "./hold.ts";

/** A coupon that is to be held for a sale. */
export interface HoldCommand {
  readonly sale: Sale & { readonly merchantTradeId: string };
  readonly ref: CouponRef;
  /** Of PayAndRedeem. */
  readonly payment?: HoldPayment;
}

/** A hold with what it is of. */
export interface Held {
  readonly hold: Hold;
  readonly coupon: Coupon;
  readonly campaign: Campaign;
}

/**
 * Holds a coupon for a sale that has none yet, in the given transaction: the coupon, its lane's count and the hold are one commit.
 * @throws the reasons why a coupon cannot be used; Raced where another took it meanwhile.
 */
export const beginHold = async (
  parts: MarketingParts,
  { sale, ref, payment }: HoldCommand,
  session: ClientSession,
  now: Date,
): Promise<Held> => {
  const { coupon, campaign } = await findCoupon(parts, ref, session);
  const decided = decideUse(coupon, campaign, sale, now);
  if ("refuse" in decided) throw marketingReasons.error(decided.refuse);
  const hold = makeHold(sale, coupon, { discount: decided.discount, now, ...(payment && { payment }) });
  const free = { _id: coupon._id, state: "ISSUED" } as const;
  const held = { state: "HELD", holdId: hold._id } as const;
  if ((await updateRow(parts.coupons, { filter: free, update: { $set: held } }, { session })) === 0) throw new Raced();
  // From here on nothing is refused.
  await insertRow(parts.holds, hold, session);
  faultPoint("redeem.holding");
  await countInLane(parts.lanes, coupon, { held: 1 }, session);
  return { hold, coupon: { ...coupon, ...held }, campaign };
};

const makeHold = (
  { merchantId, storeId, merchantTradeId, amount, currencyCode }: HoldCommand["sale"],
  { _id: couponId, campaignId, lane, userId: ownerUserId }: Coupon,
  { discount, now, payment }: { readonly discount: bigint; readonly now: Date; readonly payment?: HoldPayment },
): Hold => ({
  ...{ _id: holdIdOf(merchantId, merchantTradeId), merchantId, storeId, merchantTradeId, couponId, campaignId, lane },
  ...(ownerUserId && { ownerUserId }),
  ...{ state: "HELD", amount, discount, currencyCode },
  ...{ holdTime: now, recoverTime: firstRecoverTime(now), recoveries: 0 },
  ...(payment && { payment }),
});
