import { faultPoint } from "../../../kernel/config/fault-point.ts";
import type { CallContext, Handler } from "../../../kernel/contract/contract.ts";
import { readFields } from "../../../kernel/parse/parse.ts";
import { findRow } from "../../../kernel/store/rows.ts";
import type {
  BillShare as BillShareMessage,
  PayShareRequest,
} from "../../../proto/gen/paywindow/restaurant/v1/bill.ts";
import type { RestaurantParts } from "../restaurant-parts.ts";
import { claimOf } from "./claims.ts";
import { isEnded, recordEnd } from "./conclude-share.ts";
import { endRefused, isRefusal } from "./end-trade.ts";
import { loadShare } from "./load-share.ts";
import type { BillShare } from "./share.ts";
import { toShareMessage } from "./share-message.ts";
import { takeShare } from "./take-share.ts";

/**
 * Makes the trade that the payer then confirms. A refusal that no repetition mends frees the share at once and is told, when payments has made sure that no other
 * call of this attempt makes the trade after all. An unknown result frees nothing; the same call, or the recovery, asks again (P1).
 */
const claim = async (
  parts: RestaurantParts,
  share: BillShare,
  { now, traceparent, deadline, signal }: CallContext,
): Promise<void> => {
  try {
    const trade = await parts.payments.createTrade(claimOf(share), { deadline, signal, traceparent });
    faultPoint("share.claimed");
    await parts.store.transaction(async (session) => {
      const work = { session, now, traceparent };
      const mine = { _id: share._id, attempt: share.attempt, state: "PAYING" as const };
      if (isEnded(trade)) await recordEnd(parts, share, trade, work);
      else await parts.shares.updateOne(mine, { $set: { tradeId: trade.tradeId } }, { session });
    });
  } catch (error) {
    if (!isRefusal(error) || !(await endRefused(parts, share, { now, traceparent }))) throw error;
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
    faultPoint("share.taken");
    if (share.state === "PAYING") await claim(parts, share, context);
    return toShareMessage((await findRow(parts.shares, { _id: shareId })) as BillShare, caller);
  };
