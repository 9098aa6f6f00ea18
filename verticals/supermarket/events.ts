import { defineEvent } from "../../kernel/events/event.ts";
import { TradePaid } from "../../proto/gen/paywindow/payments/v1/events.ts";
import { BasketPaid } from "../../proto/gen/paywindow/supermarket/v1/events.ts";

/** What the supermarket tells the world: a basket was paid and its stock decremented. */
export const basketPaid = defineEvent("supermarket.basket.paid", BasketPaid);

/** What it hears: payments' word that a trade reached SUCCESS. */
export const tradePaid = defineEvent("payments.trade.paid", TradePaid);
