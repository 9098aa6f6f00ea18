import { consume, type EventConsumer, type EventContext } from "../../../kernel/events/event.ts";
import type { WindowFollowed } from "../../../proto/gen/paywindow/content/v1/events.ts";
import { type Campaign, IssueRule, whyNotIssuing } from "../campaign/campaign.ts";
import { issueFromLanes } from "../coupon/issue-coupon.ts";
import { everyLane } from "../coupon/issue-coupons.ts";
import { windowFollowed } from "../events.ts";
import type { MarketingParts } from "../marketing-parts.ts";

/**
 * Hears that a user follows a merchant's window, and gives a coupon of each ON_FOLLOW campaign, once ever (M9): the user's count of a campaign outlives every
 * unfollow, and whatever became of the coupon. So whether it is the first follow is not asked.
 */
const rewardFollower =
  (parts: MarketingParts) =>
  async ({ merchantId, userId }: WindowFollowed, context: EventContext): Promise<void> => {
    const { session, now } = context;
    const issueRule = IssueRule.ON_FOLLOW;
    const campaigns = await parts.campaigns
      .find({ merchantId, issueRule, state: "PUBLISHED" })
      .session(session)
      .lean<Campaign[]>();
    for (const campaign of campaigns) {
      if (whyNotIssuing(campaign, issueRule, now)) continue;
      await issueFromLanes(parts, { campaign, userId }, everyLane(campaign), session, context);
    }
  };

export const rewardFollowerConsumer = (parts: MarketingParts): EventConsumer =>
  consume(windowFollowed, "reward-follower", rewardFollower(parts));
