import { REVERSE_WITHIN_MS } from "../config.ts";
import type { PaymentReason } from "../errors.ts";
import { beginReverse } from "./attempt-moves.ts";
import { endWait, isTombstone, move, type Trade, TradeState } from "./trade.ts";

/** What a reverse makes of a trade, decided without any I/O. */

/** What has happened to a trade that was to be undone; PENDING: not known yet. */
export type ReverseAction = "PENDING" | "CLOSED" | "REVERSED" | "REFUNDED" | "NOTHING_FOUND" | "KEPT";

export type ReverseDecision =
  | { readonly refuse: PaymentReason }
  /** It is done already, or under way. */
  | { readonly keep: Trade; readonly action: ReverseAction }
  /** Nobody has paid it, and now nobody can. */
  | { readonly close: Trade }
  /** A channel may have the money: it is asked to give it back. */
  | { readonly reverse: Trade }
  /** It is paid: what is not refunded yet goes back. */
  | { readonly refund: bigint };

export const decideReverse = (trade: Trade, { keepPaid }: { keepPaid: boolean }, now: Date): ReverseDecision => {
  switch (trade.state) {
    case "CLOSED":
      return { keep: trade, action: "CLOSED" };
    case "REVERSED":
      return { keep: trade, action: isTombstone(trade) ? "NOTHING_FOUND" : "REVERSED" };
    case "REVERSING":
      return { keep: trade, action: "PENDING" };
    case "SUCCESS":
      return decidePaid(trade, keepPaid, now);
    default:
      if (trade.wait === "CHANNEL") return { reverse: beginReverse(trade) };
      return { close: { ...endWait(move(trade, "CLOSED")), closeTime: now } };
  }
};

const decidePaid = (trade: Trade, keepPaid: boolean, now: Date): ReverseDecision => {
  const rest = (trade.paidAmount ?? 0n) - trade.refundedAmount;
  if (rest === 0n) return { keep: trade, action: "REFUNDED" };
  if (keepPaid) return { keep: trade, action: "KEPT" };
  if (now.getTime() > trade.createTime.getTime() + REVERSE_WITHIN_MS) return { refuse: "TRADE_NOT_REVERSIBLE" };
  return { refund: rest };
};

/** A trade of nothing, so that a payment under this id is refused when it arrives. */
export const tombstone = (
  { merchantId, merchantTradeId }: Pick<Trade, "merchantId" | "merchantTradeId">,
  tradeId: string,
  now: Date,
): Trade => ({
  ...{ tradeId, merchantId, merchantTradeId, storeId: "", subject: "", amount: 0n, currencyCode: "" },
  ...{
    state: TradeState.REVERSED,
    createTime: now,
    lifetimeS: 0,
    expireTime: now,
    reverseTime: now,
    refundedAmount: 0n,
  },
});
