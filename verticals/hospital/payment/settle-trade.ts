import { hasReason } from "../../../kernel/errors/reason.ts";
import { type Trade, TradeState } from "../../../proto/gen/paywindow/payments/v1/payments.ts";
import type { HospitalParts } from "../hospital-parts.ts";
import { type Claim, createTradeRequest } from "./claim.ts";

/** After so many looks that each found the trade in motion, the next run goes on. */
const MAX_LOOKS = 3;

const FINAL: readonly TradeState[] = [
  TradeState.TRADE_STATE_SUCCESS,
  TradeState.TRADE_STATE_CLOSED,
  TradeState.TRADE_STATE_REVERSED,
];

export const isPaid = ({ state }: Trade): boolean => state === TradeState.TRADE_STATE_SUCCESS;

const isUnderWay = ({ state }: Trade): boolean =>
  state === TradeState.TRADE_STATE_PAYING || state === TradeState.TRADE_STATE_REVERSING;

const unless = <T>(reason: string, call: Promise<T>): Promise<T | undefined> =>
  call.catch((error: unknown) => {
    if (hasReason(error, reason)) return undefined;
    throw error;
  });

/**
 * Brings the trade of a claim to a final state and gives it: SUCCESS, or CLOSED or REVERSED so that it can never be paid. A place or an item that was on offer for
 * it is free only then (P9), never by the clock alone.
 *
 * "Not found" is no proof (P6): our createTrade may be on its way still. So a trade that is not there is created here, under the same merchant's id, and closed;
 * whoever comes later finds it closed.
 *
 * Undefined while a payer or a channel is at it. Throws where payments cannot say.
 */
export const settleTrade = async (
  { payments }: Pick<HospitalParts, "payments">,
  claim: Claim,
): Promise<Trade | undefined> => {
  const id = { merchantId: claim.merchantId, merchantTradeId: claim.merchantTradeId, tradeId: "" };
  for (let look = 1; look <= MAX_LOOKS; look++) {
    const found = await unless("TRADE_NOT_FOUND", payments.queryTrade(id));
    const trade = found ?? (await payments.createTrade(createTradeRequest(claim)));
    if (FINAL.includes(trade.state)) return trade;
    if (isUnderWay(trade)) return undefined;
    const closed = await unless("TRADE_NOT_CLOSABLE", payments.closeTrade(id));
    if (closed) return closed;
  }
  return undefined;
};
