import { excessOf, type Posting } from "../ledger/ledger.ts";
import { channelIdOf, sourceOf } from "../trade/draw-funds.ts";
import type { Trade } from "../trade/trade.ts";

/** What moves when a channel has given back what its trade had no room for: the channel owes us less, and somebody owes it to the platform. */
export const excessPosting = (trade: Omit<Trade, "tradeId">, { amount }: { readonly amount: bigint }): Posting => ({
  debit: excessOf(channelIdOf(trade) ?? "", trade.currencyCode),
  credit: sourceOf(trade),
  amount,
});
