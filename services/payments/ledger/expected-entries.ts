import { excessPosting } from "../refund/excess-posting.ts";
import { type Refund, subjectOf } from "../refund/refund.ts";
import { latePosting } from "../suspense/late-posting.ts";
import { channelIdOf, paymentPostings, refundPostings, sourceOf } from "../trade/draw-funds.ts";
import { AttemptState, type PaymentAttemptRow } from "../trade/payment-attempt-model.ts";
import type { Trade } from "../trade/trade.ts";
import { EntryReason, type Posting, refundingOf } from "./ledger.ts";

/** An entry that the books must have. */
export interface ExpectedEntry {
  readonly subjectId: string;
  readonly reason: EntryReason;
  readonly postings: readonly Posting[];
}

/** What a trade must have moved, as it stands. */
export const entriesOfTrade = (trade: Omit<Trade, "tradeId"> & { readonly _id: string }): ExpectedEntry[] =>
  trade.state === "SUCCESS"
    ? [{ subjectId: trade._id, reason: EntryReason.PAYMENT, postings: paymentPostings(trade, trade.paidAmount ?? 0n) }]
    : [];

/** What a refund must have moved: at once in our own ledger; through a channel by steps, each try for itself (P24). */
export const entriesOfRefund = (
  trade: Omit<Trade, "tradeId">,
  refund: Omit<Refund, "refundId"> & { readonly _id: string },
): ExpectedEntry[] => {
  const channelId = channelIdOf(trade);
  if (!channelId)
    return [{ subjectId: refund._id, reason: EntryReason.REFUND, postings: refundPostings(trade, refund) }];
  const subjectId = subjectOf({ refundId: refund._id, ...(refund.tries && { tries: refund.tries }) });
  const refunding = refundingOf(channelId, trade.currencyCode);
  const reserve = refundPostings(trade, refund, refunding);
  const done = [{ debit: refunding, credit: sourceOf(trade), amount: refund.amount }];
  const steps: [EntryReason, readonly Posting[]][] = [[EntryReason.REFUND_RESERVE, reserve]];
  if (refund.state === "SUCCESS" || refund.isReturned) steps.push([EntryReason.REFUND_DONE, done]);
  if (refund.isReturned) steps.push([EntryReason.REFUND_RETURNED, backOf(refundPostings(trade, refund))]);
  else if (refund.state === "FAILED") steps.push([EntryReason.REFUND_FREED, backOf(reserve)]);
  if (refund.isExcess) steps.push([EntryReason.REFUND_EXCESS, [excessPosting(trade, refund)]]);
  return steps.map(([reason, postings]) => ({ subjectId, reason, postings }));
};

const backOf = (postings: readonly Posting[]): Posting[] =>
  postings.map(({ debit, credit, amount }) => ({ debit: credit, credit: debit, amount }));

/** What an attempt must have moved by itself: only what came too late (P8). */
export const entriesOfAttempt = (attempt: PaymentAttemptRow): ExpectedEntry[] => {
  const of = (reason: "LATE_PAYMENT" | "LATE_REFUND"): ExpectedEntry => ({
    ...{ subjectId: attempt._id, reason, postings: [latePosting(attempt, reason)] },
  });
  if (attempt.state === AttemptState.LATE_PAID) return [of("LATE_PAYMENT")];
  return attempt.state === AttemptState.LATE_REFUNDED ? [of("LATE_PAYMENT"), of("LATE_REFUND")] : [];
};
