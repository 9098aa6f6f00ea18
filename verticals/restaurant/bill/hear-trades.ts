import { consume, type EventConsumer, type EventContext } from "../../../kernel/events/event.ts";
import { findRow, insertRow } from "../../../kernel/store/rows.ts";
import type { Trade } from "../../../proto/gen/paywindow/payments/v1/payments.ts";
import { tradeClosed, tradePaid, tradeReversed } from "../events.ts";
import type { RestaurantParts } from "../restaurant-parts.ts";
import { recordPaid, recordUnpaid } from "./conclude-share.ts";
import { isOurTrade, shareOfTrade } from "./find-share.ts";
import type { BillShare } from "./share.ts";

/** A trade that was paid after its share had been given up: its payer has the money back, once. It cannot be while payments keeps a closed trade closed. */
const giveBack = async (
  { dishRefunds, log }: RestaurantParts,
  share: BillShare,
  trade: Trade,
  { session, now }: EventContext,
): Promise<void> => {
  log.error({ tradeId: trade.tradeId, shareId: share._id }, "a trade was paid whose share had been given up");
  const _id = `${trade.merchantTradeId}-stray`;
  if (await findRow(dishRefunds, { _id }, session)) return;
  const { merchantTradeId, merchantId } = trade;
  const { _id: shareId, orderId, currencyCode } = share;
  const target = {
    shareId,
    merchantId,
    merchantTradeId,
    amount: trade.paidAmount?.minorUnits ?? share.amount,
    currencyCode,
  };
  const row = { _id, refundId: _id, origin: "STRAY" as const, orderId, lineId: "", quantity: 0, ...target };
  const unsent = { state: "PENDING" as const, failureReason: "", askTime: now, dueTime: now, tries: 0 };
  await insertRow(dishRefunds, { ...row, ...unsent }, session);
};

const hearPaid =
  (parts: RestaurantParts) =>
  async ({ trade: paid }: { trade?: Trade | undefined }, context: EventContext): Promise<void> => {
    const found = await shareOfTrade(parts, paid, context);
    if (!found) return;
    const { share, trade, attempt } = found;
    const named = { _id: share._id, orderId: share.orderId, attempt };
    if (await recordPaid(parts, named, trade, context)) return;
    const now = (await findRow(parts.shares, { _id: share._id }, context.session)) as BillShare;
    if (now.state !== "PAID" || now.attempt !== attempt) await giveBack(parts, share, trade, context);
  };

/** A trade that ended unpaid frees its share for another payer. One of a paid share that was taken back at payments is an operator's: it stays a dead letter. */
const hearEnded =
  (parts: RestaurantParts) =>
  async ({ trade: ended }: { trade?: Trade | undefined }, context: EventContext): Promise<void> => {
    const found = await shareOfTrade(parts, ended, context);
    if (!found) return;
    const { share, trade, attempt } = found;
    if (share.state === "PAID" && share.attempt === attempt)
      throw new Error(`the trade ${trade.tradeId} of the paid share ${share._id} was taken back`);
    await recordUnpaid(parts, { _id: share._id, orderId: share.orderId, attempt }, "OPEN", context);
  };

/** What the restaurant hears of trades. */
export const tradeConsumers = (parts: RestaurantParts): readonly EventConsumer[] => [
  consume(tradePaid, "pay-share", hearPaid(parts), isOurTrade),
  consume(tradeClosed, "free-share-of-closed-trade", hearEnded(parts), isOurTrade),
  consume(tradeReversed, "free-share-of-reversed-trade", hearEnded(parts), isOurTrade),
];
