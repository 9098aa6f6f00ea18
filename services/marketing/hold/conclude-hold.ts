import type { ClientSession } from "mongoose";
import { faultPoint } from "../../../kernel/config/fault-point.ts";
import type { ReasonError } from "../../../kernel/errors/reason.ts";
import { toStoredReason } from "../../../kernel/errors/stored-reason.ts";
import { money } from "../../../kernel/money/money.ts";
import { findRow, updateRow } from "../../../kernel/store/rows.ts";
import { PayAndRedeemResponse } from "../../../proto/gen/paywindow/marketing/v1/coupon.ts";
import type { Trade } from "../../../proto/gen/paywindow/payments/v1/payments.ts";
import type { Campaign } from "../campaign/campaign.ts";
import { countInLane } from "../campaign/lane-model.ts";
import { findCampaign } from "../campaign/load-campaign.ts";
import type { Coupon } from "../coupon/coupon.ts";
import { couponMessage } from "../coupon/coupon-message.ts";
import type { Cause } from "../coupon/issue-coupon.ts";
import { couponRedeemed, couponRevoked } from "../events.ts";
import type { MarketingParts } from "../marketing-parts.ts";
import { type Hold, isTradeOf, paysFor } from "./hold.ts";
import { holdMessage } from "./hold-message.ts";

/** A transaction, and the call or event that it serves. */
export interface Conclusion extends Cause {
  readonly session: ClientSession;
}

/**
 * The sale is paid: in the given transaction the coupon is REDEEMED, counted and told, with the answer of PayAndRedeem's key. False, and nothing written, where
 * the hold is concluded already. @throws where the trade is not what the hold is for (P21): nothing is written then, either.
 */
export const recordRedeemed = async (
  parts: MarketingParts,
  hold: Hold,
  trade: Trade,
  { session, now, traceparent }: Conclusion,
): Promise<boolean> => {
  if (!isTradeOf(hold, trade) || !paysFor(hold, trade))
    throw new Error(`the trade ${trade.tradeId} does not pay the sale ${hold._id}`);
  const { coupon, campaign } = await loadHeld(parts, hold, session);
  const redeemTime = trade.payTime ?? now;
  const redeemed = { ...hold, state: "REDEEMED", tradeId: trade.tradeId } as const;
  const used = { ...coupon, state: "REDEEMED", redeemTime } as const;
  const answer = hold.payment && { "payment.answer": answerOf(redeemed, used, campaign, trade, now) };
  const { matchedCount } = await parts.holds.updateOne(
    { _id: hold._id, state: "HELD" },
    { $set: { state: "REDEEMED", tradeId: trade.tradeId, ...answer } },
    { session },
  );
  if (matchedCount === 0) return false;
  await setCoupon(parts, hold, { state: "REDEEMED", redeemTime }, session);
  faultPoint("redeem.redeeming");
  await countInLane(parts.lanes, hold, { held: -1, redeemed: 1, cost: hold.discount }, session);
  const { merchantId, storeId, merchantTradeId, couponId, campaignId, ownerUserId: userId = "" } = hold;
  const { name, nameEn } = campaign;
  const discount = money(hold.discount, hold.currencyCode);
  const told = { couponId, campaignId, merchantId, userId, storeId, merchantTradeId, tradeId: trade.tradeId };
  const payload = { ...told, discount, name, nameEn };
  await parts.outbox.append(session, couponRedeemed, payload, { now, traceparent, key: hold._id });
  return true;
};

const answerOf = (hold: Hold, coupon: Coupon, campaign: Campaign, trade: Trade, now: Date): Buffer =>
  Buffer.from(
    PayAndRedeemResponse.encode({
      hold: holdMessage(hold, campaign),
      coupon: couponMessage(coupon, campaign, { now, showsCode: false }),
      trade,
    }).finish(),
  );

/**
 * The sale can never be paid any more: in the given transaction the coupon is free again. False, and nothing written, where the hold is concluded already.
 * `refusal` is kept as the answer of PayAndRedeem's key.
 */
export const recordReleased = async (
  parts: MarketingParts,
  hold: Hold,
  refusal: ReasonError,
  conclusion: Conclusion,
): Promise<boolean> => {
  const { session } = conclusion;
  const answer = hold.payment && { "payment.refusal": toStoredReason(refusal) };
  const { matchedCount } = await parts.holds.updateOne(
    { _id: hold._id, state: "HELD" },
    { $set: { state: "RELEASED", ...answer } },
    { session },
  );
  if (matchedCount === 0) return false;
  await freeCoupon(parts, hold, { held: -1 }, conclusion);
  return true;
};

/** All of the sale was refunded: in the given transaction the coupon is given back, to be used again while it is valid. False where that is done already. */
export const recordReturned = async (parts: MarketingParts, hold: Hold, conclusion: Conclusion): Promise<boolean> => {
  const { session } = conclusion;
  const redeemed = { filter: { _id: hold._id, state: "REDEEMED" }, update: { $set: { state: "RETURNED" } } } as const;
  if ((await updateRow(parts.holds, redeemed, { session })) === 0) return false;
  await freeCoupon(parts, hold, { redeemed: -1, cost: -hold.discount }, conclusion);
  return true;
};

/** The coupon is ISSUED again; or REVOKED, where the purchase that it was given for was refunded meanwhile (M11). */
const freeCoupon = async (
  parts: MarketingParts,
  hold: Hold,
  change: { held?: number; redeemed?: number; cost?: bigint },
  conclusion: Conclusion,
): Promise<void> => {
  const { session } = conclusion;
  const { coupon, campaign } = await loadHeld(parts, hold, session);
  const isRevoked = coupon.sourceRefunded === true;
  await parts.coupons.updateOne(
    { _id: coupon._id, holdId: hold._id },
    { $set: { state: isRevoked ? "REVOKED" : "ISSUED" }, $unset: { holdId: 1, redeemTime: 1 } },
    { session },
  );
  await countInLane(parts.lanes, hold, { ...change, ...(isRevoked && { revoked: 1 }) }, session);
  if (isRevoked) await announceRevoked(parts, coupon, campaign, conclusion);
};

export const announceRevoked = (
  { outbox }: MarketingParts,
  { _id: couponId, campaignId, merchantId, userId = "" }: Coupon,
  { name, nameEn }: Campaign,
  { session, now, traceparent }: Conclusion,
): Promise<void> => {
  const payload = { couponId, campaignId, merchantId, userId, name, nameEn };
  return outbox.append(session, couponRevoked, payload, { now, traceparent, key: couponId });
};

const setCoupon = async (
  { coupons }: MarketingParts,
  { couponId, _id: holdId }: Hold,
  change: Partial<Coupon>,
  session: ClientSession,
): Promise<void> => {
  const moved = await updateRow(coupons, { filter: { _id: couponId, holdId }, update: { $set: change } }, { session });
  if (moved === 0) throw new Error(`the coupon ${couponId} is not held by ${holdId}`);
};

const loadHeld = async (parts: MarketingParts, { couponId, campaignId }: Hold, session: ClientSession) => {
  const coupon = await findRow(parts.coupons, { _id: couponId }, session);
  if (!coupon) throw new Error(`the coupon ${couponId} vanished`);
  return { coupon, campaign: await findCampaign(parts, campaignId, session) };
};
