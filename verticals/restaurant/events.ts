import { defineEvent } from "../../kernel/events/event.ts";
import {
  TradeClosed,
  TradePaid,
  TradeRefunded,
  TradeRefundReturned,
  TradeReversed,
} from "../../proto/gen/paywindow/payments/v1/events.ts";
import {
  BillPaid,
  KitchenChanged,
  MenuChanged,
  OrderChanged,
  QueueChanged,
} from "../../proto/gen/paywindow/restaurant/v1/events.ts";

/** What the restaurant tells the world; ids only, for live screens that then read what they may see. */
export const orderChanged = defineEvent("restaurant.order.changed", OrderChanged);
export const queueChanged = defineEvent("restaurant.queue.changed", QueueChanged);
export const kitchenChanged = defineEvent("restaurant.kitchen.changed", KitchenChanged);
export const menuChanged = defineEvent("restaurant.menu.changed", MenuChanged);
export const billPaid = defineEvent("restaurant.bill.paid", BillPaid);

/** What it hears: payments' word on the trades of shares. */
export const tradePaid = defineEvent("payments.trade.paid", TradePaid);
export const tradeClosed = defineEvent("payments.trade.closed", TradeClosed);
export const tradeReversed = defineEvent("payments.trade.reversed", TradeReversed);
export const tradeRefunded = defineEvent("payments.trade.refunded", TradeRefunded);
export const tradeRefundReturned = defineEvent("payments.trade.refund_returned", TradeRefundReturned);
