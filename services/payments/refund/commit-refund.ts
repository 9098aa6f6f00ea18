import type { ClientSession } from "mongoose";
import { deriveId } from "../../../kernel/ids/ids.ts";
import { paymentReasons } from "../errors.ts";
import { tradeRefunded } from "../events.ts";
import { EntryReason } from "../ledger/ledger.ts";
import { enqueueNotify } from "../notify/enqueue-notify.ts";
import type { PaymentsParts } from "../payments-parts.ts";
import type { Cause } from "../trade/announce-trade.ts";
import { refundPostings } from "../trade/draw-funds.ts";
import type { Trade } from "../trade/trade.ts";
import type { Refund } from "./refund.ts";
import { refundMessage } from "./refund-message.ts";

/** Commits a refund that was decided: reserve on the trade, entry, refund and event. @throws REFUND_EXCEEDS_PAID, MERCHANT_FUNDS_SHORT. */
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
  const entryId = deriveId("ent", now, refundId);
  const postings = refundPostings(trade, refund);
  const entry = { entryId, reason: EntryReason.REFUND, subjectId: refundId, postings };
  if (await ledger.post(session, entry, now)) throw paymentReasons.error("MERCHANT_FUNDS_SHORT");
  // After this point nothing is refused.
  await refunds.create([{ _id: refundId, ...row, payerUserId: trade.payerUserId }], { session });
  const event = { refund: refundMessage(refund, trade, { isReplay: false }) };
  await outbox.append(session, tradeRefunded, event, { now, traceparent, key: refundId });
  await enqueueNotify({ notifications }, session, trade, refund, now);
};
