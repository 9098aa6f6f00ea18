import { consume, type EventConsumer, type EventContext } from "../../../kernel/events/event.ts";
import { findRow, insertRow } from "../../../kernel/store/rows.ts";
import { plusMs } from "../../../kernel/time/clock.ts";
import type { Refund, Trade } from "../../../proto/gen/paywindow/payments/v1/payments.ts";
import { tradeClosed, tradePaid, tradeRefundReturned, tradeReversed } from "../events.ts";
import type { RestaurantParts } from "../restaurant-parts.ts";
import { recordPaid, recordUnpaid } from "./conclude-share.ts";
import { type BillShare, parseMerchantTradeId } from "./share.ts";

/** The share that a trade pays or paid, and by which attempt; undefined for a trade that is none of ours. */
const shareOf = async (parts: RestaurantParts, trade: Trade | undefined, { session }: EventContext) => {
  const named = trade && parseMerchantTradeId(trade.merchantTradeId);
  const share = named && (await findRow(parts.shares, { _id: named.shareId }, session));
  return share && share.merchantId === trade?.merchantId ? { share, trade, attempt: named?.attempt ?? 0 } : undefined;
};

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
  const row = { _id, refundId: _id, orderId, lineId: "", quantity: 0, ...target };
  await insertRow(dishRefunds, { ...row, state: "PENDING", dueTime: now, tries: 0 }, session);
};

const hearPaid =
  (parts: RestaurantParts) =>
  async ({ trade: paid }: { trade?: Trade | undefined }, context: EventContext): Promise<void> => {
    const found = await shareOf(parts, paid, context);
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
    const found = await shareOf(parts, ended, context);
    if (!found) return;
    const { share, trade, attempt } = found;
    if (share.state === "PAID" && share.attempt === attempt)
      throw new Error(`the trade ${trade.tradeId} of the paid share ${share._id} was taken back`);
    await recordUnpaid(parts, { _id: share._id, orderId: share.orderId, attempt }, "OPEN", context);
  };

/** Whether a trade's number is one that shares give theirs. */
const isOurs = ({ trade }: { trade?: Trade | undefined }): boolean =>
  trade !== undefined && parseMerchantTradeId(trade.merchantTradeId) !== undefined;

/** A bank that sent a refund back will not take it again at once. */
const RETURNED_PAUSE_MS = 60 * 60_000;

/** P24: the payer's bank sent back what had arrived, so nothing is refunded: it is sent again, under its own number. */
const hearReturned =
  ({ dishRefunds }: RestaurantParts) =>
  async ({ refund }: { refund?: Refund | undefined }, { session, now }: EventContext): Promise<void> => {
    if (!refund?.trade) return;
    const named = { _id: refund.merchantRefundId, merchantId: refund.trade.merchantId };
    const again = { state: "PENDING" as const, dueTime: plusMs(now, RETURNED_PAUSE_MS), tries: 0 };
    await dishRefunds.updateOne(named, { $set: again }, { session });
  };

/** What the restaurant hears of payments. */
export const tradeConsumers = (parts: RestaurantParts): readonly EventConsumer[] => [
  consume(tradePaid, "pay-share", hearPaid(parts), isOurs),
  consume(tradeClosed, "free-share-of-closed-trade", hearEnded(parts), isOurs),
  consume(tradeReversed, "free-share-of-reversed-trade", hearEnded(parts), isOurs),
  consume(tradeRefundReturned, "send-returned-refund-again", hearReturned(parts)),
];
