import { type Creation, created, sameClaim, type TradeDecision, whyNotPayable } from "../trade/decide-trade.ts";
import { succeed, type Tender, type Trade } from "../trade/trade.ts";

/** What a till says that it took in. */
export interface Taking extends Creation {
  readonly tender: Extract<Tender, "CASH" | "EXTERNAL_CARD" | "OTHER">;
  /** Of cash: what was handed over. */
  readonly receivedAmount?: bigint;
  /** The number of the slip or voucher. */
  readonly reference?: string;
}

/** The trade as it is once its till has taken the money in (X16); kept where that was recorded before. Nothing is charged for it. */
export const decideTender = (existing: Trade | undefined, taking: Taking, now: Date): TradeDecision => {
  const trade = existing ?? created(taking, now);
  if (!sameClaim(trade, taking.claim)) return { refuse: "MERCHANT_TRADE_ID_REUSED" };
  if (trade.way === "TILL") return isSame(trade, taking) ? { keep: trade } : { refuse: "MERCHANT_TRADE_ID_REUSED" };
  const refusal = whyNotPayable(trade, undefined, now);
  if (refusal) return { refuse: refusal };
  // After this point nothing is refused.
  const { tender, receivedAmount, reference } = taking;
  const { terms, ...rest } = trade;
  const taken = {
    ...rest,
    ...({ way: "TILL", tender } as const),
    ...(terms && { terms: { ...terms, feeRatePpm: 0, feeMin: 0n } }),
    ...(receivedAmount !== undefined && { receivedAmount }),
    ...(reference && { channelTradeId: reference }),
  };
  return { write: succeed(taken, trade.amount, now) };
};

const isSame = (trade: Trade, { tender, receivedAmount, reference }: Taking): boolean =>
  trade.tender === tender && trade.receivedAmount === receivedAmount && trade.channelTradeId === reference;
