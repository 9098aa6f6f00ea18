import { defineEvent } from "../../kernel/events/event.ts";
import {
  TradeClosed,
  TradePaid,
  TradeRefunded,
  TradeRefundReturned,
  TradeReversed,
} from "../../proto/gen/paywindow/payments/v1/events.ts";

/** What payments tells the world. Payments knows none of the listeners. */
export const tradePaid = defineEvent("payments.trade.paid", TradePaid);
export const tradeClosed = defineEvent("payments.trade.closed", TradeClosed);
export const tradeReversed = defineEvent("payments.trade.reversed", TradeReversed);
export const tradeRefunded = defineEvent("payments.trade.refunded", TradeRefunded);
export const tradeRefundReturned = defineEvent("payments.trade.refund_returned", TradeRefundReturned);
