import { hasReason } from "../../../kernel/errors/reason.ts";
import type { Trade } from "../../../proto/gen/paywindow/payments/v1/payments.ts";
import type { RestaurantParts } from "../restaurant-parts.ts";
import { isOver, isPaid, tradeOf } from "./conclude-share.ts";
import { claimOf } from "./pay-share.ts";
import type { BillShare } from "./share.ts";
import { tenderOf } from "./take-cash.ts";

const unless = <T>(reason: string, call: Promise<T>): Promise<T | undefined> =>
  call.catch((error: unknown) => {
    if (hasReason(error, reason)) return undefined;
    throw error;
  });

/**
 * The trade of a share's attempt, made where our own call never reached payments: "not found" is no proof that it will not be paid (P6), as that call may still
 * be on its way. Made under the same id, it is the one that the late call finds.
 */
export const findTrade = async ({ payments }: RestaurantParts, share: BillShare): Promise<Trade> => {
  const found = await unless("TRADE_NOT_FOUND", payments.queryTrade(tradeOf(share)));
  if (found) return found;
  return share.cash ? payments.recordTender(tenderOf(share)) : payments.createTrade(claimOf(share));
};

/** Makes a share's trade unpayable, or finds that it is paid; undefined where its payer, or a channel, is at it. */
export const endTrade = async (parts: RestaurantParts, share: BillShare): Promise<Trade | undefined> => {
  const trade = await findTrade(parts, share);
  if (isPaid(trade) || isOver(trade)) return trade;
  const closed = await unless("TRADE_NOT_CLOSABLE", parts.payments.closeTrade(tradeOf(share)));
  const last = closed ?? (await parts.payments.queryTrade(tradeOf(share)));
  return isPaid(last) || isOver(last) ? last : undefined;
};
