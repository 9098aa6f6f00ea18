import type { CallContext, Handler } from "../../../kernel/contract/contract.ts";
import { ReasonError } from "../../../kernel/errors/reason.ts";
import { money } from "../../../kernel/money/money.ts";
import { readFields } from "../../../kernel/parse/parse.ts";
import { findRow } from "../../../kernel/store/rows.ts";
import { CreateTradeRequest, PaymentWay } from "../../../proto/gen/paywindow/payments/v1/payments.ts";
import type {
  BillShare as BillShareMessage,
  PayShareRequest,
} from "../../../proto/gen/paywindow/restaurant/v1/bill.ts";
import type { RestaurantParts } from "../restaurant-parts.ts";
import { isOver, isPaid, recordPaid, recordUnpaid } from "./conclude-share.ts";
import { loadShare } from "./load-share.ts";
import { type BillShare, merchantTradeIdOf } from "./share.ts";
import { toShareMessage } from "./share-message.ts";
import { takeShare } from "./take-share.ts";

/** How long a payer may take to confirm; payments closes the trade then, and says so. */
const LIFETIME_S = 600;

/** The claim on the payer of a share's attempt: the same at every call (P13). */
export const claimOf = (share: BillShare): CreateTradeRequest => ({
  ...CreateTradeRequest.create(),
  ...{ merchantId: share.merchantId, storeId: share.storeId, merchantTradeId: merchantTradeIdOf(share) },
  amount: money(share.amount, share.currencyCode),
  ...{ subject: share.subject, lifetimeS: LIFETIME_S, payerUserId: share.payerUserId },
  way: PaymentWay.PAYMENT_WAY_IN_WINDOW,
});

/**
 * Makes the trade that the payer then confirms. A refusal that no repetition mends frees the share: payments has no such trade, and no other call of this
 * attempt is answered otherwise. An unknown result frees nothing; the same call, or the recovery, asks again (P1).
 */
const claim = async (
  parts: RestaurantParts,
  share: BillShare,
  { now, traceparent, deadline, signal }: CallContext,
): Promise<void> => {
  try {
    const trade = await parts.payments.createTrade(claimOf(share), { deadline, signal, traceparent });
    await parts.store.transaction(async (session) => {
      const work = { session, now, traceparent };
      const mine = { _id: share._id, attempt: share.attempt, state: "PAYING" as const };
      if (isPaid(trade)) await recordPaid(parts, share, trade, work);
      else if (isOver(trade)) await recordUnpaid(parts, share, "OPEN", work);
      else await parts.shares.updateOne(mine, { $set: { tradeId: trade.tradeId } }, { session });
    });
  } catch (error) {
    if (error instanceof ReasonError && error.domain === "payments" && !error.row.retryable)
      await parts.store.transaction((session) => recordUnpaid(parts, share, "OPEN", { session, now, traceparent }));
    throw error;
  }
};

/** Takes a share upon the calling user: first the share is theirs, in a commit of its own, then payments makes the trade (P2). */
export const payShare =
  (parts: RestaurantParts): Handler<PayShareRequest, BillShareMessage> =>
  async (request, context) => {
    const { caller, now, traceparent } = context;
    const fields = readFields();
    const shareId = fields.id("share_id", request.shareId, "shr");
    fields.check();
    const named = await loadShare(parts, shareId, caller);
    const taker = { payerUserId: caller.id, cash: false };
    const share = await parts.store.transaction((session) =>
      takeShare(parts, named, taker, { session, now, traceparent }),
    );
    if (share.state === "PAYING") await claim(parts, share, context);
    return toShareMessage((await findRow(parts.shares, { _id: shareId })) as BillShare);
  };
