import { hash } from "node:crypto";
import type { ClientSession } from "mongoose";
import { userOf } from "../../../kernel/auth/require-caller.ts";
import type { CallContext, Handler } from "../../../kernel/contract/contract.ts";
import { readFields } from "../../../kernel/parse/parse.ts";
import { findRow } from "../../../kernel/store/rows.ts";
import { runAgainOnDuplicate } from "../../../kernel/store/run-again.ts";
import { ClaimCouponRequest, Coupon as CouponMessage } from "../../../proto/gen/paywindow/marketing/v1/coupon.ts";
import { type Campaign, IssueRule, whyNotIssuing } from "../campaign/campaign.ts";
import { laneIdOf } from "../campaign/lane-model.ts";
import { findCampaign, readCampaignId } from "../campaign/load-campaign.ts";
import { marketingReasons } from "../errors.ts";
import type { MarketingParts } from "../marketing-parts.ts";
import { claimIdOf } from "./claim-model.ts";
import { couponMessage } from "./coupon-message.ts";
import { issueFromLanes } from "./issue-coupon.ts";

/** Thrown out of a claim's transaction, so that nothing of it stays, where the lane that it stood at has nothing left. */
class LaneEmpty extends Error {
  override readonly name = "LaneEmpty";
}

/**
 * ClaimCoupon: the first N of any crowd win, each as often as the campaign lets one user (M12). A user begins at a lane of their own and goes on to the next
 * where that one is empty; only who has found all of them empty is refused.
 */
export const claimCoupon =
  (parts: MarketingParts): Handler<ClaimCouponRequest, CouponMessage> =>
  async (request, context) => {
    const userId = userOf(context.caller);
    const fields = readFields();
    const campaignId = readCampaignId(fields, request.campaignId);
    fields.check();
    const campaign = await findCampaign(parts, campaignId);
    for (const lane of lanesOf(campaign, userId)) {
      const laneId = laneIdOf(campaignId, lane);
      const claim = () => claimAt(parts, { campaign, userId, lane }, request, context);
      const coupon = await parts.laneQueue.inTurn(laneId, claim).catch((error: unknown) => {
        if (!(error instanceof LaneEmpty)) throw error;
        parts.laneQueue.noteEmpty(laneId);
      });
      if (coupon) return coupon;
    }
    return answerLatecomer(parts, { campaign, userId, lane: 0 }, request, context);
  };

/** All lanes, from the user's own on. */
const lanesOf = ({ _id, laneCount }: Campaign, userId: string): number[] => {
  const first = hash("sha256", `${_id} ${userId}`, "buffer").readUInt32BE(0) % laneCount;
  return Array.from({ length: laneCount }, (_, index) => (first + index) % laneCount);
};

/** A user who claims at one lane. */
interface ClaimAt {
  readonly campaign: Campaign;
  readonly userId: string;
  readonly lane: number;
}

/** One try at one lane. @throws LaneEmpty; USER_LIMIT_REACHED and what else refuses; nothing is written then. */
const claimAt = (
  parts: MarketingParts,
  { campaign: { _id: campaignId }, userId, lane }: ClaimAt,
  request: ClaimCouponRequest,
  context: CallContext,
): Promise<CouponMessage> => {
  const work = async (session: ClientSession): Promise<CouponMessage> => {
    // Read again within the transaction: it may have been stopped while we queued.
    const campaign = await findCampaign(parts, campaignId, session);
    const refusal = whyNotIssuing(campaign, IssueRule.GRAB, context.now);
    if (refusal) throw marketingReasons.error(refusal);
    const issued = await issueFromLanes(parts, { campaign, userId }, [lane], session, context);
    if ("coupon" in issued) return couponMessage(issued.coupon, campaign, { now: context.now, showsCode: true });
    if (issued.refuse === "CAMPAIGN_EXHAUSTED") throw new LaneEmpty();
    throw marketingReasons.error(issued.refuse);
  };
  const encoded = ClaimCouponRequest.encode(request).finish();
  const keyed = { rpc: "claimCoupon", scope: userId, key: context.idempotencyKey, request: encoded, context };
  return runAgainOnDuplicate(() => parts.idempotency.run({ ...keyed, codec: CouponMessage }, work));
};

/** Nothing is left. Only who has a coupon of the campaign already may have one to be told of under the same key (P14). */
const answerLatecomer = async (
  parts: MarketingParts,
  claim: ClaimAt,
  request: ClaimCouponRequest,
  context: CallContext,
): Promise<CouponMessage> => {
  const has = await findRow(parts.claims, { _id: claimIdOf(claim.campaign._id, claim.userId) });
  const refusal = whyNotIssuing(claim.campaign, IssueRule.GRAB, context.now) ?? "CAMPAIGN_EXHAUSTED";
  if (!has) throw marketingReasons.error(refusal);
  return claimAt(parts, claim, request, context).catch((error: unknown) => {
    throw error instanceof LaneEmpty ? marketingReasons.error("CAMPAIGN_EXHAUSTED") : error;
  });
};
