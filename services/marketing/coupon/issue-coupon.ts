import type { ClientSession } from "mongoose";
import type { CallContext } from "../../../kernel/contract/contract.ts";
import { deriveId } from "../../../kernel/ids/ids.ts";
import { findRow, insertRow, updateRow } from "../../../kernel/store/rows.ts";
import { type Campaign, periodOf } from "../campaign/campaign.ts";
import { RULE_NUMBERS } from "../campaign/campaign-message.ts";
import { takeFromLane } from "../campaign/lane-model.ts";
import { couponIssued } from "../events.ts";
import type { MarketingParts } from "../marketing-parts.ts";
import { claimIdOf } from "./claim-model.ts";
import type { Coupon } from "./coupon.ts";
import { newCouponCode } from "./coupon-code.ts";

/** When, and in whose trace. */
export type Cause = Pick<CallContext, "now" | "traceparent">;

/** What is to be issued, and to whom. */
export interface Issue {
  readonly campaign: Campaign;
  /** Absent: to nobody, and then `ordinal` tells it from the others of its request. */
  readonly userId?: string;
  readonly ordinal?: string;
  /** Of ON_PAID. */
  readonly sourceTradeId?: string;
}

/** Why somebody gets none. */
type NotIssuedReason = "USER_LIMIT_REACHED" | "CAMPAIGN_EXHAUSTED";
export type Issued = { readonly coupon: Coupon } | { readonly refuse: NotIssuedReason };

/**
 * Issues one coupon, in the given transaction, out of the first of the lanes that is not empty: the user's count, the lane's count, the coupon and the event
 * are one commit, so no limit can be passed however many come at once (M3, M12). Where it refuses, it has written nothing.
 */
export const issueFromLanes = async (
  parts: MarketingParts,
  issue: Issue,
  lanes: Iterable<number>,
  session: ClientSession,
  cause: Cause,
): Promise<Issued> => {
  const { campaign, userId } = issue;
  const nth = userId ? await nextOf(parts, campaign, userId, session) : undefined;
  if (nth === "full") return { refuse: "USER_LIMIT_REACHED" };
  for (const lane of lanes) {
    // The lane comes before the user's row: nothing is to be undone where all are empty.
    if (!(await takeFromLane(parts.lanes, campaign._id, lane, session))) continue;
    if (userId && nth !== undefined) await countClaim(parts, campaign, userId, nth, session);
    const coupon = makeCoupon(issue, lane, nth, cause.now);
    await insertRow(parts.coupons, coupon, session);
    await announceIssued(parts, coupon, campaign, session, cause);
    return { coupon };
  }
  return { refuse: "CAMPAIGN_EXHAUSTED" };
};

/** The user's how-many-th coupon of the campaign it would be, from 1. */
const nextOf = async (
  { claims }: MarketingParts,
  { _id, perUser }: Campaign,
  userId: string,
  session: ClientSession,
): Promise<number | "full"> => {
  const { issued = 0 } = (await findRow(claims, { _id: claimIdOf(_id, userId) }, session)) ?? {};
  return issued < perUser ? issued + 1 : "full";
};

/** Two at once: the second meets the first's row, as a taken key or as a write conflict, and its transaction is run again. */
const countClaim = async (
  { claims }: MarketingParts,
  { _id: campaignId }: Campaign,
  userId: string,
  nth: number,
  session: ClientSession,
): Promise<void> => {
  const _id = claimIdOf(campaignId, userId);
  if (nth === 1) return insertRow(claims, { _id, campaignId, userId, issued: 1 }, session);
  const asSeen = { filter: { _id, issued: nth - 1 }, update: { $inc: { issued: 1 } } };
  if ((await updateRow(claims, asSeen, { session })) === 0) throw new Error(`the claims of ${_id} moved`);
};

const makeCoupon = (
  { campaign, userId, ordinal = "", sourceTradeId }: Issue,
  lane: number,
  nth: number | undefined,
  now: Date,
): Coupon => ({
  _id: deriveId("cpn", now, campaign._id, userId ?? ordinal, String(nth ?? "")),
  ...{ code: newCouponCode(), campaignId: campaign._id, merchantId: campaign.merchantId, lane, state: "ISSUED" },
  ...periodOf(campaign, now),
  issueTime: now,
  ...(userId && { userId }),
  ...(sourceTradeId && { sourceTradeId }),
});

const announceIssued = (
  { outbox }: MarketingParts,
  { _id: couponId, userId = "", validUntil }: Coupon,
  { _id: campaignId, merchantId, name, nameEn, issueRule }: Campaign,
  session: ClientSession,
  { now, traceparent }: Cause,
): Promise<void> => {
  const payload = { couponId, campaignId, merchantId, userId, issueRule: RULE_NUMBERS[issueRule], name, nameEn };
  return outbox.append(session, couponIssued, { ...payload, validUntil }, { now, traceparent, key: couponId });
};
