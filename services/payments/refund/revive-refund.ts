import { ReasonError } from "../../../kernel/errors/reason.ts";
import { EntryReason } from "../ledger/ledger.ts";
import type { PaymentsParts } from "../payments-parts.ts";
import type { Cause } from "../trade/announce-trade.ts";
import { commitRefund } from "./commit-refund.ts";
import { excessPosting } from "./excess-posting.ts";
import { nextTry, RefundState } from "./refund.ts";
import { loadRefund, moveRefund, postStep, type SettledRefund, settleDone } from "./settle-refund.ts";

/**
 * A refund that had failed has arrived after all (P24). In the books it is its own next try, made and done in one commit: reserve, entries, event and notification
 * are those of any other. While another refund of the trade is under way nothing is decided, as that may be what the channel refuses for this one's sake. Where
 * nothing is left for it (another refund took its place, or the merchant has not the money), what the channel gave away is booked as excess, and people are told.
 */
export const reviveRefund = async (
  parts: PaymentsParts,
  refundId: string,
  refundTime: Date,
  cause: Cause,
): Promise<SettledRefund> => {
  try {
    return await parts.store.transaction(async (session) => {
      const { refund, trade } = await loadRefund(parts, refundId, session);
      const isBusy = await parts.refunds
        .exists({ tradeId: trade.tradeId, state: RefundState.PENDING })
        .session(session);
      if (refund.state !== RefundState.FAILED || refund.isExcess || isBusy) return { refund, trade };
      const again = nextTry(trade, refund);
      await commitRefund(parts, session, trade, again, cause);
      const { amount, feeReturned = 0n } = again;
      const reserved = {
        ...trade,
        refundedAmount: trade.refundedAmount + amount,
        ...(feeReturned > 0n && { feeReturned: (trade.feeReturned ?? 0n) + feeReturned }),
      };
      return settleDone(parts, session, { refund: again, trade: reserved }, refundTime, cause);
    });
  } catch (error) {
    if (!isNoRoom(error)) throw error;
    return bookExcess(parts, refundId, cause);
  }
};

/** What commitRefund says where the trade, or its merchant, has nothing left for a refund. */
const isNoRoom = (error: unknown): boolean =>
  error instanceof ReasonError && ["REFUND_EXCEEDS_PAID", "MERCHANT_FUNDS_SHORT"].includes(error.reason);

const bookExcess = (parts: PaymentsParts, refundId: string, { now }: Cause): Promise<SettledRefund> =>
  parts.store.transaction(async (session) => {
    const { refund, trade } = await loadRefund(parts, refundId, session);
    if (refund.state !== RefundState.FAILED || refund.isExcess) return { refund, trade };
    const excess = await moveRefund(parts, session, refund, { state: RefundState.FAILED, isExcess: true });
    const entry = { reason: EntryReason.REFUND_EXCESS, postings: [excessPosting(trade, refund)] };
    await postStep(parts, session, refund, entry, now);
    return { refund: excess, trade };
  });
