import { defineEvent } from "../../kernel/events/event.ts";
import { CardIssued, LevelChanged, PointsChanged } from "../../proto/gen/paywindow/membership/v1/events.ts";
import {
  TradeClosed,
  TradePaid,
  TradeRefunded,
  TradeRefundReturned,
  TradeReversed,
} from "../../proto/gen/paywindow/payments/v1/events.ts";

/** What membership tells the world. */
export const cardIssued = defineEvent("membership.card.issued", CardIssued);
export const pointsChanged = defineEvent("membership.points.changed", PointsChanged);
export const levelChanged = defineEvent("membership.level.changed", LevelChanged);

/** What it hears: payments' word of what became of a trade. */
export const tradePaid = defineEvent("payments.trade.paid", TradePaid);
export const tradeClosed = defineEvent("payments.trade.closed", TradeClosed);
export const tradeReversed = defineEvent("payments.trade.reversed", TradeReversed);
export const tradeRefunded = defineEvent("payments.trade.refunded", TradeRefunded);
export const tradeRefundReturned = defineEvent("payments.trade.refund_returned", TradeRefundReturned);
