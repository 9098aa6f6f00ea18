import { consume, type EventConsumer, type EventContext } from "../../../kernel/events/event.ts";
import { updateRow } from "../../../kernel/store/rows.ts";
import type { TradeRefunded } from "../../../proto/gen/paywindow/payments/v1/events.ts";
import { RefundState, type Trade } from "../../../proto/gen/paywindow/payments/v1/payments.ts";
import { countInLane } from "../campaign/lane-model.ts";
import { findCampaign } from "../campaign/load-campaign.ts";
import type { Coupon } from "../coupon/coupon.ts";
import { tradeRefunded } from "../events.ts";
import { announceRevoked } from "../hold/conclude-hold.ts";
import { holdIdOf } from "../hold/hold.ts";
import type { MarketingParts } from "../marketing-parts.ts";
import { isWorth } from "./reward-paid.ts";

/**
 * Hears of a refund, and takes back what was given for the purchase where what is left of it is not worth it any more (M11): a coupon that is free is REVOKED;
 * one that is held or in use is marked, as what was promised to the till stands, and is REVOKED should it ever come free.
 */
const takeBack =
  (parts: MarketingParts) =>
  async ({ refund }: TradeRefunded, context: EventContext): Promise<void> => {
    const { trade } = refund ?? {};
    if (!trade || refund?.state !== RefundState.REFUND_STATE_SUCCESS) return;
    const { merchantId, merchantTradeId } = trade;
    if (!(await parts.campaigns.exists({ merchantId, issueRule: "ON_PAID" }).session(context.session))) return;
    await noteRefunded(parts, trade, context);
    const given = await parts.coupons
      .find({ merchantId, sourceTradeId: merchantTradeId })
      .session(context.session)
      .lean<Coupon[]>();
    for (const coupon of given) await takeBackOne(parts, coupon, leftOf(trade), context);
  };

const leftOf = ({ paidAmount, refundedAmount }: Trade): bigint =>
  (paidAmount?.minorUnits ?? 0n) - (refundedAmount?.minorUnits ?? 0n);

/** The greatest sum that was heard of: refunds may be heard of out of their order. */
const noteRefunded = async (
  { rewards }: MarketingParts,
  { merchantId, merchantTradeId, refundedAmount }: Trade,
  { session }: EventContext,
): Promise<void> => {
  const refunded = { $max: { refunded: refundedAmount?.minorUnits ?? 0n } };
  await rewards.updateOne({ _id: holdIdOf(merchantId, merchantTradeId) }, refunded, { upsert: true, session });
};

const takeBackOne = async (
  parts: MarketingParts,
  coupon: Coupon,
  left: bigint,
  context: EventContext,
): Promise<void> => {
  const { session } = context;
  const campaign = await findCampaign(parts, coupon.campaignId, session);
  if (isWorth(left, campaign) || coupon.sourceRefunded) return;
  const isFree = coupon.state === "ISSUED";
  const marked = { sourceRefunded: true, ...(isFree && { state: "REVOKED" as const }) };
  const asSeen = { _id: coupon._id, state: coupon.state } as const;
  const moved = await updateRow(parts.coupons, { filter: asSeen, update: { $set: marked } }, { session });
  if (moved === 0) throw new Error(`the coupon ${coupon._id} moved while it was taken back`);
  if (!isFree) return;
  await countInLane(parts.lanes, coupon, { revoked: 1 }, session);
  await announceRevoked(parts, coupon, campaign, context);
};

export const takeBackConsumer = (parts: MarketingParts): EventConsumer =>
  consume(tradeRefunded, "take-back-coupons", takeBack(parts));
