import { hasReason } from "../../../kernel/errors/reason.ts";
import { type Trade, TradeState } from "../../../proto/gen/paywindow/payments/v1/payments.ts";
import type { Basket } from "../basket/basket.ts";
import { supermarketReasons } from "../errors.ts";
import type { SupermarketParts } from "../supermarket-parts.ts";
import { cashOf, claimOf } from "./ask-payments.ts";
import type { CheckoutAttempt } from "./attempt.ts";
import { freeCoupon } from "./free-coupon.ts";

/** After so many looks that each found the trade in motion, the next run of the recovery goes on. */
const MAX_LOOKS = 3;

export const isPaid = ({ state }: Trade): boolean => state === TradeState.TRADE_STATE_SUCCESS;

export const isFinal = (trade: Trade): boolean =>
  isPaid(trade) || trade.state === TradeState.TRADE_STATE_CLOSED || trade.state === TradeState.TRADE_STATE_REVERSED;

const isUnderWay = ({ state }: Trade): boolean =>
  state === TradeState.TRADE_STATE_PAYING || state === TradeState.TRADE_STATE_REVERSING;

/** A payment that its payer or a channel is still at after so long is taken back: longer than any channel gives a payer. */
const GIVE_UP_AFTER_MS = 90_000;

const unless = <T>(reason: string, call: Promise<T>): Promise<T | undefined> =>
  call.catch((error: unknown) => {
    if (hasReason(error, reason)) return undefined;
    throw error;
  });

/**
 * Brings an attempt with an unknown result to its end, outside of this service: its trade is final, and where it is not paid its coupon is free again. What is
 * then committed here is the last step (P2, P29). Throws where payments or marketing cannot say.
 */
export const settleAttempt = async (
  parts: Pick<SupermarketParts, "payments" | "marketing">,
  attempt: CheckoutAttempt,
  basket: Basket,
  now: Date,
): Promise<Trade> => {
  const trade = await settleTrade(parts, attempt, basket, now);
  if (!isPaid(trade)) await freeCoupon(parts, attempt, basket);
  return trade;
};

/**
 * Brings the trade of an attempt with an unknown result to a final state, and gives it: SUCCESS, or CLOSED or REVERSED so that it can never be paid.
 *
 * "Not found" is no proof that nothing will be paid (P6): our payTrade may still be on its way, and would create the trade when it arrives. So a trade
 * that is not there is created here, unpaid, under the same merchant's id, which payments keeps unique for ever (P13), and is then closed. Whichever of
 * the two calls payments commits first decides, and both of us learn it: the late payTrade meets a closed trade (TRADE_NOT_PAYABLE), or the close meets a paid
 * one (TRADE_NOT_CLOSABLE), which the next look reports as SUCCESS.
 *
 * A trade that its payer or a channel is at (PAYING) is not closed but waited for: payments ends it by itself. One that takes too long is given up, by a
 * reverse that keeps what turns out to be paid: the sale may be concluded by the news of it already.
 *
 * Called as this service, as the cashier may have gone home. Throws where payments cannot say; CHECKOUT_IN_PROGRESS where it has not ended yet.
 */
const settleTrade = async (
  { payments }: Pick<SupermarketParts, "payments">,
  attempt: CheckoutAttempt,
  basket: Basket,
  now: Date,
): Promise<Trade> => {
  // The drawer has the cash, whatever became of the call: there is nothing to give up.
  if (attempt.offline?.inCash) return payments.recordTender(cashOf(attempt, basket));
  const claim = claimOf(attempt, basket);
  const id = { merchantId: claim.merchantId, merchantTradeId: claim.merchantTradeId, tradeId: "" };
  for (let look = 1; look <= MAX_LOOKS; look++) {
    const found = await unless("TRADE_NOT_FOUND", payments.queryTrade(id));
    const trade = found ?? (await unless("MERCHANT_TRADE_ID_REUSED", payments.createTrade(claim)));
    if (trade && isFinal(trade)) return trade;
    if (trade && isUnderWay(trade)) {
      if (now.getTime() < attempt.startTime.getTime() + GIVE_UP_AFTER_MS) break;
      const reversed = await payments.reverseTrade({ ...id, keepPaid: true });
      if (reversed.trade && isFinal(reversed.trade)) return reversed.trade;
      break;
    }
    const closed = trade && (await unless("TRADE_NOT_CLOSABLE", payments.closeTrade(id)));
    if (closed) return closed;
  }
  throw supermarketReasons.error("CHECKOUT_IN_PROGRESS");
};
