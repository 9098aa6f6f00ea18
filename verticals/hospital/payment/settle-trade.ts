import { hasReason, ReasonError } from "../../../kernel/errors/reason.ts";
import { Trade, TradeState } from "../../../proto/gen/paywindow/payments/v1/payments.ts";
import type { HospitalParts } from "../hospital-parts.ts";
import type { Claim } from "./claim.ts";

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

/** A merchant that payments does not know has no trades. */
const bury = async (
  payments: HospitalParts["payments"],
  id: Parameters<typeof payments.queryTrade>[0],
): Promise<Trade> => {
  const reversed = await unless("MERCHANT_NOT_FOUND", payments.reverseTrade({ ...id, keepPaid: true }));
  return reversed?.trade ?? { ...Trade.create(), ...id, state: TradeState.TRADE_STATE_REVERSED };
};

/** Whether no repetition of a call mends what it was refused for. */
export const isRefusal = (error: unknown): error is ReasonError => error instanceof ReasonError && !error.row.retryable;

/**
 * Brings the trade of a claim to a final state and gives it: SUCCESS, or CLOSED or REVERSED so that it can never be paid. A place or an item that was on offer for
 * it is free only then (P9), never by the clock alone.
 *
 * "Not found" is no proof (P6): our createTrade may be on its way still. So payments is made to take the number for a trade that can never be paid; whoever
 * comes later finds it so.
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
    const trade = found ?? (await bury(payments, id));
    if (FINAL.includes(trade.state)) return trade;
    if (isUnderWay(trade)) return undefined;
    const closed = await unless("TRADE_NOT_CLOSABLE", payments.closeTrade(id));
    if (closed) return closed;
  }
  return undefined;
};
