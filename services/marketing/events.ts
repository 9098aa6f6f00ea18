import { defineEvent } from "../../kernel/events/event.ts";
import { WindowFollowed } from "../../proto/gen/paywindow/content/v1/events.ts";
import { CouponIssued, CouponRedeemed, CouponRevoked } from "../../proto/gen/paywindow/marketing/v1/events.ts";
import {
  TradeClosed,
  TradePaid,
  TradeRefunded,
  TradeRefundReturned,
  TradeReversed,
} from "../../proto/gen/paywindow/payments/v1/events.ts";

/** What marketing tells the world: where a coupon went. */
export const couponIssued = defineEvent("marketing.coupon.issued", CouponIssued);
export const couponRedeemed = defineEvent("marketing.coupon.redeemed", CouponRedeemed);
export const couponRevoked = defineEvent("marketing.coupon.revoked", CouponRevoked);

/** What it hears: how trades end. */
export const tradePaid = defineEvent("payments.trade.paid", TradePaid);
export const tradeClosed = defineEvent("payments.trade.closed", TradeClosed);
export const tradeReversed = defineEvent("payments.trade.reversed", TradeReversed);
export const tradeRefunded = defineEvent("payments.trade.refunded", TradeRefunded);
export const tradeRefundReturned = defineEvent("payments.trade.refund_returned", TradeRefundReturned);

/** And who follows. */
export const windowFollowed = defineEvent("content.window.followed", WindowFollowed);
