import { consume, type EventConsumer, type EventContext } from "../../../kernel/events/event.ts";
import { upsertRow } from "../../../kernel/store/rows.ts";
import type { TradePaid } from "../../../proto/gen/paywindow/payments/v1/events.ts";
import type { Trade } from "../../../proto/gen/paywindow/payments/v1/payments.ts";
import { type Campaign, IssueRule, whyNotIssuing } from "../campaign/campaign.ts";
import { issueFromLanes } from "../coupon/issue-coupon.ts";
import { everyLane } from "../coupon/issue-coupons.ts";
import { tradePaid } from "../events.ts";
import { holdIdOf } from "../hold/hold.ts";
import type { MarketingParts } from "../marketing-parts.ts";

/** What is left of a payment after refunds is worth a campaign's coupon: its threshold, and in any case something. */
export const isWorth = (left: bigint, { paidFrom }: Campaign): boolean => left > 0n && left >= paidFrom;

/**
 * Hears that a trade was paid, and gives its payer a coupon of each ON_PAID campaign that the amount is worth (M11): once per trade, in the database. Who pays
 * from another wallet, or in cash, has nowhere to keep one. What was refunded before this was heard of counts as not paid.
 */
const rewardPaid =
  (parts: MarketingParts) =>
  async ({ trade }: TradePaid, context: EventContext): Promise<void> => {
    const { payerUserId: userId, paidAmount } = trade ?? {};
    if (!trade || !userId || !paidAmount) return;
    const campaigns = await worthyCampaigns(parts, trade, context);
    if (campaigns.length === 0) return;
    const { session } = context;
    const seen = { filter: { _id: holdIdOf(trade.merchantId, trade.merchantTradeId) } };
    const update = { $set: { isPaid: true }, $setOnInsert: { refunded: 0n } };
    const { refunded } = await upsertRow(parts.rewards, { ...seen, update }, session);
    for (const campaign of campaigns) {
      if (!isWorth(paidAmount.minorUnits - refunded, campaign)) continue;
      const issue = { campaign, userId, sourceTradeId: trade.merchantTradeId };
      // Who has had as many as one gets, or comes when none is left, goes without.
      await issueFromLanes(parts, issue, everyLane(campaign), session, context);
    }
  };

const worthyCampaigns = async (
  { campaigns }: MarketingParts,
  { merchantId, paidAmount }: Trade,
  { session, now }: EventContext,
): Promise<Campaign[]> => {
  const rule = IssueRule.ON_PAID;
  const found = await campaigns
    .find({ merchantId, issueRule: rule, state: "PUBLISHED" })
    .session(session)
    .lean<Campaign[]>();
  return found.filter(
    (campaign) =>
      !whyNotIssuing(campaign, rule, now) &&
      campaign.currencyCode === paidAmount?.currencyCode &&
      isWorth(paidAmount.minorUnits, campaign),
  );
};

export const rewardPaidConsumer = (parts: MarketingParts): EventConsumer =>
  consume(tradePaid, "reward-paid-trade", rewardPaid(parts));
