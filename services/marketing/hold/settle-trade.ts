import { hasReason } from "../../../kernel/errors/reason.ts";
import { Trade, TradeState, TradeWait } from "../../../proto/gen/paywindow/payments/v1/payments.ts";
import { marketingReasons } from "../errors.ts";
import type { MarketingParts } from "../marketing-parts.ts";
import { type Hold, isFinal, isPaid, isTradeOf, isUnderWay } from "./hold.ts";

/** A payment that its payer or a channel is still at after so long is taken back: longer than any channel gives a payer. */
const GIVE_UP_AFTER_MS = 90_000;
/** A vertical that has not even created its trade after so long has died before it: longer than any of them takes, shorter than a customer's patience. */
const ABANDONED_AFTER_MS = 15 * 60_000;

/** Why a trade is settled: a sale whose result is unknown (patiently), or one that is given up. */
export interface Settling {
  readonly now: Date;
  readonly isGivenUp: boolean;
}

/** How the sale ended. */
export interface Settled {
  /** The trade of the sale's number, in its final state; or one that has nothing to do with the hold, which was left alone. */
  readonly trade: Trade;
  /** Whether it is the sale's own, and paid. */
  readonly isPaid: boolean;
  /** It was there and waited to be paid when we came to close it. */
  readonly wasPayable: boolean;
}

const unless = <T>(reason: string, call: Promise<T>): Promise<T | undefined> =>
  call.catch((error: unknown) => {
    if (hasReason(error, reason)) return undefined;
    throw error;
  });

/** How it is said that a trade has not ended, and for whom it waits. */
export const inProgress = ({ merchantTradeId }: Hold, trade?: Trade) =>
  marketingReasons.error("PAYMENT_IN_PROGRESS", {
    metadata: {
      merchantTradeId,
      waitsFor: trade?.wait === TradeWait.TRADE_WAIT_CHANNEL ? "CHANNEL" : "PAYER",
    },
  });

/**
 * Brings the trade of a hold to a final state, and gives it: SUCCESS, or CLOSED or REVERSED so that it can never be paid.
 *
 * "Not found" is no proof that nothing will be paid (P6): a payment may still be on its way. ReverseTrade makes a trade of that number which can never be
 * paid, so whichever of the two payments commits first decides, and both of us learn it; `keepPaid` keeps what turns out to be paid. Never by the clock
 * alone: time only says when to ask.
 *
 * @throws PAYMENT_IN_PROGRESS where it has not ended, and is not to be ended yet. Whatever payments cannot say is thrown as it is.
 */
export const settleTrade = async (
  { payments }: Pick<MarketingParts, "payments">,
  hold: Hold,
  settling: Settling,
): Promise<Settled> => {
  const id = { merchantId: hold.merchantId, merchantTradeId: hold.merchantTradeId, tradeId: "" };
  const found = await unless("TRADE_NOT_FOUND", payments.queryTrade(id));
  const wasPayable = found?.state === TradeState.TRADE_STATE_CREATED;
  // One that was made to be refused, by an earlier look of ours, bears no mark either, and is as little paid.
  if (found && !isTradeOf(hold, found)) return { trade: found, isPaid: false, wasPayable: false };
  if (found && isFinal(found)) return { trade: found, isPaid: isPaid(found), wasPayable };
  if (isToBeWaitedFor(hold, found, settling)) throw inProgress(hold, found);
  const reversed = await unless("MERCHANT_NOT_FOUND", payments.reverseTrade({ ...id, keepPaid: true }));
  // A merchant that payments does not know has no trades.
  if (!reversed) return { trade: { ...Trade.create(), ...id }, isPaid: false, wasPayable };
  const { trade } = reversed;
  if (!trade || !isFinal(trade)) throw inProgress(hold, trade);
  return { trade, isPaid: isPaid(trade), wasPayable };
};

/** Whether somebody may still be at it, and is given the time. */
const isToBeWaitedFor = (hold: Hold, trade: Trade | undefined, { now, isGivenUp }: Settling): boolean => {
  if (isGivenUp) return false;
  const age = now.getTime() - hold.holdTime.getTime();
  if (trade && isUnderWay(trade)) return age < GIVE_UP_AFTER_MS || hold.payment === undefined;
  if (hold.payment) return false;
  // A vertical's own: its trade waits for its payer, and payments ends it when its lifetime is over.
  return trade !== undefined || age < ABANDONED_AFTER_MS;
};
