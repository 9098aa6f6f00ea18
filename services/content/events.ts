import { defineEvent } from "../../kernel/events/event.ts";
import {
  BroadcastDelivered,
  MessageDelivered,
  WindowFollowed,
  WindowUnfollowed,
} from "../../proto/gen/paywindow/content/v1/events.ts";
import { TradePaid, TradeRefunded, TradeRefundReturned } from "../../proto/gen/paywindow/payments/v1/events.ts";

/** What content tells the world. */
export const windowFollowed = defineEvent("content.window.followed", WindowFollowed);
export const windowUnfollowed = defineEvent("content.window.unfollowed", WindowUnfollowed);
export const messageDelivered = defineEvent("content.message.delivered", MessageDelivered);
export const broadcastDelivered = defineEvent("content.broadcast.delivered", BroadcastDelivered);

/** What it hears of payments: a payer becomes a follower and gets a receipt. */
export const tradePaid = defineEvent("payments.trade.paid", TradePaid);
export const tradeRefunded = defineEvent("payments.trade.refunded", TradeRefunded);
export const tradeRefundReturned = defineEvent("payments.trade.refund_returned", TradeRefundReturned);
