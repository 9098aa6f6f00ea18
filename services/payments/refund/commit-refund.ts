import type { ClientSession, Model } from "mongoose";
import { faultPoint } from "../../../kernel/config/fault-point.ts";
import { deriveId } from "../../../kernel/ids/ids.ts";
import { updateRow } from "../../../kernel/store/rows.ts";
import { plusMs } from "../../../kernel/time/clock.ts";
import { REFUND_AGAIN } from "../config.ts";
import { paymentReasons } from "../errors.ts";
import { tradeRefunded } from "../events.ts";
import { EntryReason, refundingOf } from "../ledger/ledger.ts";
import { enqueueNotify } from "../notify/enqueue-notify.ts";
import type { PaymentsParts } from "../payments-parts.ts";
import type { Cause } from "../trade/announce-trade.ts";
import { channelIdOf, refundPostings, sourceOf } from "../trade/draw-funds.ts";
import type { Trade } from "../trade/trade.ts";
import { type Refund, subjectOf } from "./refund.ts";
import { refundMessage } from "./refund-message.ts";
import type { RefundRow } from "./refund-model.ts";

/**
 * Commits a refund that was decided: reserve on the trade, entry and refund; with our own ledger the event, too, as the payer has it then. A channel is asked
 * after this commit, and never before it (P2, P22). @throws REFUND_EXCEEDS_PAID, MERCHANT_FUNDS_SHORT.
 */
export const commitRefund = async (
  { trades, ledger, refunds, outbox, notifications }: PaymentsParts,
  session: ClientSession,
  trade: Trade,
  refund: Refund,
  { now, traceparent }: Cause,
): Promise<void> => {
  const { refundId, ...row } = refund;
  const { amount, feeReturned = 0n } = refund;
  // P22: one conditional write reserves the amount. What was paid never changes, so only what is refunded is tested.
  const reserved = await trades.updateOne(
    { _id: trade.tradeId, refundedAmount: { $lte: trade.paidAmount! - amount } },
    { $inc: { refundedAmount: amount, ...(feeReturned > 0n && { feeReturned }) } },
    { session },
  );
  if (reserved.matchedCount !== 1) throw paymentReasons.error("REFUND_EXCEEDS_PAID");
  const channelId = channelIdOf(trade);
  const subjectId = subjectOf(refund);
  const reason = channelId ? EntryReason.REFUND_RESERVE : EntryReason.REFUND;
  const credit = channelId ? refundingOf(channelId, trade.currencyCode) : sourceOf(trade);
  const entry = {
    entryId: deriveId("ent", now, subjectId),
    reason,
    subjectId,
    postings: refundPostings(trade, refund, credit),
  };
  if (await ledger.post(session, entry, now)) throw paymentReasons.error("MERCHANT_FUNDS_SHORT");
  // After this point nothing is refused.
  const due = channelId && { channelId, nextQueryTime: plusMs(now, REFUND_AGAIN.firstMs), queries: 0 };
  await saveRefund(refunds, session, { ...row, _id: refundId, ...due, ...payerOf(trade) });
  faultPoint("refund.reserving");
  if (channelId) return;
  const event = { refund: refundMessage(refund, trade, { isReplay: false }) };
  await outbox.append(session, tradeRefunded, event, { now, traceparent, key: subjectId });
  await enqueueNotify({ notifications }, session, trade, refund, now);
};

const payerOf = ({ payerUserId }: Trade): Pick<RefundRow, "payerUserId"> | undefined =>
  payerUserId ? { payerUserId } : undefined;

/** Writes a refund's first try, or the next one over the one before: what became of that is not true of this. */
const saveRefund = async (
  refunds: Model<RefundRow>,
  session: ClientSession,
  { _id, ...row }: RefundRow,
): Promise<void> => {
  await updateRow(refunds, { filter: { _id }, update: { $set: row } }, { session, upsert: true });
  const stale = { isReturned: 1, channelCode: 1, ...(row.feeReturned === undefined && { feeReturned: 1 }) };
  if (row.tries) await refunds.updateOne({ _id }, { $unset: stale }, { session });
};
