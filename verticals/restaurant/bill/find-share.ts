import type { EventContext } from "../../../kernel/events/event.ts";
import { findRow } from "../../../kernel/store/rows.ts";
import type { Trade } from "../../../proto/gen/paywindow/payments/v1/payments.ts";
import type { RestaurantParts } from "../restaurant-parts.ts";
import { parseMerchantTradeId } from "./share.ts";

/** The share that a trade pays or paid, and by which attempt; undefined for a trade that is none of ours. */
export const shareOfTrade = async (
  { shares }: RestaurantParts,
  trade: Trade | undefined,
  { session }: Pick<EventContext, "session">,
) => {
  const named = trade && parseMerchantTradeId(trade.merchantTradeId);
  const share = named && (await findRow(shares, { _id: named.shareId }, session));
  return share && share.merchantId === trade?.merchantId ? { share, trade, attempt: named.attempt } : undefined;
};

/** Whether a trade's number is one that shares give theirs. */
export const isOurTrade = ({ trade }: { readonly trade?: Trade | undefined }): boolean =>
  trade !== undefined && parseMerchantTradeId(trade.merchantTradeId) !== undefined;
