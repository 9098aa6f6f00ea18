import { hasReason, ReasonError } from "../../../kernel/errors/reason.ts";
import { Trade, TradeState } from "../../../proto/gen/paywindow/payments/v1/payments.ts";
import type { RestaurantParts, Work } from "../restaurant-parts.ts";
import { claimOf, tenderOf } from "./claims.ts";
import { isEnded, isPaid, recordEnd, tradeOf } from "./conclude-share.ts";
import type { BillShare } from "./share.ts";

const unless = <T>(reason: string, call: Promise<T>): Promise<T | undefined> =>
  call.catch((error: unknown) => {
    if (hasReason(error, reason)) return undefined;
    throw error;
  });

/** Whether no repetition of a call mends what it was refused for. */
export const isRefusal = (error: unknown): boolean => error instanceof ReasonError && !error.row.retryable;

/**
 * Makes sure that no call of a share's attempt that is still on its way makes a trade (P6): payments takes the number, for a trade that can never be paid. One that
 * is there is closed, or kept where it is paid.
 */
const bury = async ({ payments }: RestaurantParts, share: BillShare): Promise<Trade> => {
  const reversed = await unless("MERCHANT_NOT_FOUND", payments.reverseTrade({ ...tradeOf(share), keepPaid: true }));
  // A merchant that payments does not know has no trades.
  return reversed?.trade ?? { ...Trade.create(), ...tradeOf(share), state: TradeState.TRADE_STATE_REVERSED };
};

const make = ({ payments }: RestaurantParts, share: BillShare): Promise<Trade> =>
  share.cash ? payments.recordTender(tenderOf(share)) : payments.createTrade(claimOf(share));

/**
 * The trade of a share's attempt, made where our own call never reached payments: "not found" is no proof that it will not be paid (P6), as that call may still
 * be on its way. Made under the same id, it is the one that the late call finds. One that payments refuses is made impossible instead.
 */
export const findTrade = async (parts: RestaurantParts, share: BillShare): Promise<Trade> => {
  const found = await unless("TRADE_NOT_FOUND", parts.payments.queryTrade(tradeOf(share)));
  if (found) return found;
  return make(parts, share).catch((error: unknown) => {
    if (!isRefusal(error)) throw error;
    parts.log.warn({ err: error, shareId: share._id }, "payments refused the trade of a share");
    return bury(parts, share);
  });
};

/** Makes a share's trade unpayable, or finds that it is paid; undefined where its payer, or a channel, is at it. Nothing is made that was not there: no cash is noted here. */
export const endTrade = async (parts: RestaurantParts, share: BillShare): Promise<Trade | undefined> => {
  const trade =
    (await unless("TRADE_NOT_FOUND", parts.payments.queryTrade(tradeOf(share)))) ?? (await bury(parts, share));
  if (isEnded(trade)) return trade;
  const closed = await unless("TRADE_NOT_CLOSABLE", parts.payments.closeTrade(tradeOf(share)));
  const last = closed ?? (await parts.payments.queryTrade(tradeOf(share)));
  return isEnded(last) ? last : undefined;
};

/**
 * Frees the share of a trade that payments refused, once no such trade can come any more. Where that cannot be said yet, the share stays held and the recovery goes
 * on. True where an earlier call of the same attempt turns out to have been paid.
 */
export const endRefused = async (
  parts: RestaurantParts,
  share: BillShare,
  cause: Omit<Work, "session">,
): Promise<boolean> => {
  try {
    const trade = await bury(parts, share);
    if (!isEnded(trade)) return false;
    await parts.store.transaction((session) => recordEnd(parts, share, trade, { session, ...cause }));
    return isPaid(trade);
  } catch (err) {
    parts.log.warn({ err, shareId: share._id }, "the share of a refused trade is not free yet");
    return false;
  }
};
