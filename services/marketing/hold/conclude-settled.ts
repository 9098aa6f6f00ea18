import type { ReasonError } from "../../../kernel/errors/reason.ts";
import { findRow } from "../../../kernel/store/rows.ts";
import type { Cause } from "../coupon/issue-coupon.ts";
import { marketingReasons } from "../errors.ts";
import type { MarketingParts } from "../marketing-parts.ts";
import { recordRedeemed, recordReleased } from "./conclude-hold.ts";
import type { Hold } from "./hold.ts";
import type { Settled } from "./settle-trade.ts";

/** Why a sale that nobody was told of was not paid: payments' own last word, where it left one. */
export const notCompleted = ({ refusalReason, merchantTradeId }: Settled["trade"]): ReasonError =>
  marketingReasons.error("PAYMENT_NOT_COMPLETED", {
    metadata: { merchantTradeId, ...(refusalReason && { refusalReason }) },
  });

/** Commits how a sale ended, and gives the hold as it is then. Whoever comes second changes nothing. */
export const concludeSettled = async (
  parts: MarketingParts,
  hold: Hold,
  { trade, isPaid }: Settled,
  cause: Cause & { readonly refusal?: ReasonError },
): Promise<Hold> =>
  parts.store.transaction(async (session) => {
    const conclusion = { session, now: cause.now, traceparent: cause.traceparent };
    if (isPaid) await recordRedeemed(parts, hold, trade, conclusion);
    else await recordReleased(parts, hold, cause.refusal ?? notCompleted(trade), conclusion);
    return loadHold(parts, hold, session);
  });

/** The hold as it is now. */
const loadHold = async (
  { holds }: Pick<MarketingParts, "holds">,
  { _id }: Hold,
  session?: Parameters<typeof findRow>[2],
): Promise<Hold> => {
  const hold = await findRow(holds, { _id }, session);
  if (!hold) throw new Error(`the hold ${_id} vanished`);
  return hold;
};
