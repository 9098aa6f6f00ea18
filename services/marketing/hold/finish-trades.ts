import { consume, type EventConsumer, type EventContext, type EventType } from "../../../kernel/events/event.ts";
import { findRow, updateRow } from "../../../kernel/store/rows.ts";
import type { TradePaid, TradeRefunded, TradeRefundReturned } from "../../../proto/gen/paywindow/payments/v1/events.ts";
import { RefundState, type Trade } from "../../../proto/gen/paywindow/payments/v1/payments.ts";
import { tradeClosed, tradePaid, tradeRefunded, tradeRefundReturned, tradeReversed } from "../events.ts";
import type { MarketingParts } from "../marketing-parts.ts";
import { recordRedeemed, recordReleased, recordReturned } from "./conclude-hold.ts";
import { notCompleted } from "./conclude-settled.ts";
import { type Hold, holdIdOf, isTradeOf } from "./hold.ts";

/** The hold that a trade is of, if any: most sales use no coupon. */
const holdOf = async (
  { holds }: MarketingParts,
  trade: Trade | undefined,
  { session }: EventContext,
): Promise<{ readonly hold: Hold; readonly trade: Trade } | undefined> => {
  if (!trade) return undefined;
  const hold = await findRow(holds, { _id: holdIdOf(trade.merchantId, trade.merchantTradeId) }, session);
  return hold && isTradeOf(hold, trade) ? { hold, trade } : undefined;
};

/**
 * Hears that a trade was paid, and redeems the coupon that is held for it; mostly PayAndRedeem has done so already. A paid trade whose coupon was released
 * must not exist, and one of another amount is a vertical's fault: that event becomes a dead letter, which an operator sees (P8).
 */
const redeemPaid =
  (parts: MarketingParts) =>
  async ({ trade: told }: TradePaid, context: EventContext): Promise<void> => {
    const found = await holdOf(parts, told, context);
    if (!found || found.hold.state === "REDEEMED" || found.hold.state === "RETURNED") return;
    const { hold, trade } = found;
    if (await recordRedeemed(parts, hold, trade, context)) return;
    throw new Error(`the trade ${trade.tradeId} is paid, but its coupon was released`);
  };

/** Hears that a trade can never be paid any more, and frees the coupon that is held for it. */
const freeUnpaid =
  (parts: MarketingParts) =>
  async ({ trade: told }: { readonly trade?: Trade | undefined }, context: EventContext): Promise<void> => {
    const found = await holdOf(parts, told, context);
    if (found?.hold.state !== "HELD") return;
    await recordReleased(parts, found.hold, notCompleted(found.trade), context);
  };

const isWhole = ({ paidAmount, refundedAmount }: Trade): boolean =>
  paidAmount !== undefined && paidAmount.minorUnits === refundedAmount?.minorUnits;

/** Hears of a refund. What gives back all of a sale gives back its coupon; a part of it does not. It may be heard before the payment is. */
const returnRefunded =
  (parts: MarketingParts) =>
  async ({ refund }: TradeRefunded, context: EventContext): Promise<void> => {
    const found = await holdOf(parts, refund?.trade, context);
    if (!found || refund?.state !== RefundState.REFUND_STATE_SUCCESS || !isWhole(found.trade)) return;
    await recordRedeemed(parts, found.hold, found.trade, context);
    await recordReturned(parts, found.hold, context);
  };

/**
 * Hears that the payer's bank sent a refund back. That is money still owed, which payments sends again, and no purchase that stands anew: what the refund did to
 * coupons stays. Only the proof of redemptions must know of it.
 */
const noteReturned =
  (parts: MarketingParts) =>
  async ({ refund }: TradeRefundReturned, context: EventContext): Promise<void> => {
    const found = await holdOf(parts, refund?.trade, context);
    if (!found) return;
    const noted = { filter: { _id: found.hold._id }, update: { $set: { refundReturned: true } } };
    await updateRow(parts.holds, noted, { session: context.session });
  };

/** What concludes the holds of sales whose call is not there any more, or that verticals pay. */
export const tradeConsumers = (parts: MarketingParts): EventConsumer[] => [
  consume(tradePaid, "redeem-held-coupon", redeemPaid(parts)),
  ...[tradeClosed, tradeReversed].map((event) =>
    consume(event as EventType<{ readonly trade?: Trade | undefined }>, nameOf(event.type), freeUnpaid(parts)),
  ),
  consume(tradeRefunded, "return-redeemed-coupon", returnRefunded(parts)),
  consume(tradeRefundReturned, "note-returned-refund", noteReturned(parts)),
];

const nameOf = (type: string): string => `free-coupon-of-${type.split(".").at(-1)}-trade`;
