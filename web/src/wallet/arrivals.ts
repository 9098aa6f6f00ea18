import type { TradePaid, TradeRefunded } from "../../../proto/gen/paywindow/payments/v1/events.ts";
import type { Refund, Trade } from "../../../proto/gen/paywindow/payments/v1/payments.ts";
import type { Amount, Json } from "../api/json.ts";
import { amountOf } from "../money/amount.ts";

/** Something that happened to the wallet and deserves the whole screen. */
export interface Arrival {
  kind: "paid" | "refunded";
  /** One arrival is shown once, however often it is told: by the live line and by reading again. */
  id: string;
  amount: Amount;
  subject: string;
  time: string;
}

const paidArrival = (trade: Json<Trade>): Arrival => ({
  kind: "paid",
  id: trade.tradeId ?? "",
  amount: amountOf(trade.paidAmount ?? trade.amount),
  subject: trade.subject ?? "",
  time: trade.payTime ?? "",
});

const refundArrival = (refund: Json<Refund>): Arrival => ({
  kind: "refunded",
  id: refund.refundId ?? "",
  amount: amountOf(refund.amount),
  subject: refund.trade?.subject ?? "",
  time: refund.refundTime ?? "",
});

/** The live events that the wallet follows. */
export const LIVE_TYPES = ["payments.trade.paid", "payments.trade.closed", "payments.trade.refunded"] as const;

/** The arrival that a live event tells of. */
export const arrivalOf = (type: string, message: unknown): Arrival | undefined => {
  if (type === "payments.trade.paid") {
    const { trade } = (message ?? {}) as Json<TradePaid>;
    return trade ? paidArrival(trade) : undefined;
  }
  const { refund } = (message ?? {}) as Json<TradeRefunded>;
  return refund ? refundArrival(refund) : undefined;
};

/** The newest trade that was paid since the page was opened and not told of yet: what the live line missed while it was down. */
export const missedArrival = (
  trades: readonly Json<Trade>[],
  openedAtMs: number,
  told: ReadonlySet<string>,
): Arrival | undefined => {
  const missed = trades.find(
    ({ tradeId, payTime }) => payTime && Date.parse(payTime) >= openedAtMs && !told.has(tradeId ?? ""),
  );
  return missed ? paidArrival(missed) : undefined;
};
