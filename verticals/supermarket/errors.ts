import { defineReasons } from "../../kernel/errors/reason.ts";

/**
 * Why the supermarket refuses, in the order in which its guards stand. CheckOutBasket also gives the reasons of payments' PayTrade, as payments gave them.
 * CHECKOUT_IN_PROGRESS is retryable: once the payment under way is known, the same call finds the basket open (or paid).
 */
export const supermarketReasons = defineReasons("supermarket", {
  BASKET_NOT_FOUND: { code: "NOT_FOUND", retryable: false, zh: "没有这个购物篮", en: "There is no such basket." },
  RECEIPT_NOT_FOUND: { code: "NOT_FOUND", retryable: false, zh: "没有这张小票", en: "There is no such receipt." },
  VEND_ORDER_NOT_FOUND: {
    code: "NOT_FOUND",
    retryable: false,
    zh: "没有这笔售货",
    en: "There is no such vend.",
  },
  KIOSK_NOT_SET_UP: {
    code: "FAILED_PRECONDITION",
    retryable: false,
    zh: "这台售货机还没有上架商品",
    en: "The kiosk has no items set up.",
  },
  ITEM_NOT_FOUND: {
    code: "NOT_FOUND",
    retryable: false,
    zh: "本店没有条码为 {barcode} 的商品",
    en: "The store has no item with the barcode {barcode}.",
  },
  BASKET_EMPTY: { code: "FAILED_PRECONDITION", retryable: false, zh: "购物篮是空的", en: "The basket is empty." },
  CHECKOUT_IN_PROGRESS: {
    code: "ABORTED",
    retryable: true,
    zh: "购物篮正在结账，请稍候",
    en: "The basket is being paid; wait for its result.",
  },
  BASKET_NOT_OPEN: {
    code: "FAILED_PRECONDITION",
    retryable: false,
    zh: "购物篮已结账、作废或正在结账",
    en: "The basket is paid, void or being paid.",
  },
  CURRENCY_MIXED: {
    code: "FAILED_PRECONDITION",
    retryable: false,
    zh: "商品币种不一致，不能一起结账",
    en: "The items are priced in different currencies.",
  },
  BASKET_TOTAL_TOO_LARGE: {
    code: "OUT_OF_RANGE",
    retryable: false,
    zh: "购物篮金额超出上限",
    en: "The basket's total is too large.",
  },
  BASKET_CHANGED: {
    code: "ABORTED",
    retryable: false,
    zh: "购物篮金额已变化，请核对后再付",
    en: "The basket's total is another by now; show it again.",
  },
  VEND_ORDER_ID_REUSED: {
    code: "ALREADY_EXISTS",
    retryable: false,
    zh: "售货编号已用于其他商品",
    en: "The vend's id was used for another item.",
  },
  STOCK_INSUFFICIENT: {
    code: "FAILED_PRECONDITION",
    retryable: false,
    zh: "库存不足",
    en: "There is not enough stock.",
  },
  COUPON_NOT_YOURS: {
    code: "FAILED_PRECONDITION",
    retryable: false,
    zh: "优惠券只能由领券人本人付款使用",
    en: "The coupon is another user's; only its owner can pay with it.",
  },
  PAYMENT_NOT_COMPLETED: {
    code: "FAILED_PRECONDITION",
    retryable: false,
    zh: "顾客未完成付款，已取消收款",
    en: "The shopper did not complete the payment; it was taken back.",
  },
  VEND_ORDER_NOT_PAYABLE: {
    code: "FAILED_PRECONDITION",
    retryable: false,
    zh: "这笔售货已付款或已取消",
    en: "The vend is paid or over.",
  },
  VEND_ORDER_NOT_PAID: {
    code: "FAILED_PRECONDITION",
    retryable: false,
    zh: "这笔售货未付款或已结束，不能出货",
    en: "The vend is not paid, or over; nothing may be given out.",
  },
  VEND_ORDER_NOT_STARTED: {
    code: "FAILED_PRECONDITION",
    retryable: false,
    zh: "这笔售货还没有通知出货",
    en: "The machine was not told to give anything out.",
  },
  VEND_ORDER_VENDED: {
    code: "FAILED_PRECONDITION",
    retryable: false,
    zh: "商品已出货，不退款",
    en: "The item was given out; nothing goes back.",
  },
});

/** A reason of this service's registry. */
export type SupermarketReason = keyof typeof supermarketReasons.rows;
