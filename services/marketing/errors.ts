import { defineReasons } from "../../kernel/errors/reason.ts";

/**
 * Why marketing refuses, in the order in which its guards stand. PayAndRedeem also gives the reasons of payments' PayTrade, as payments gave them.
 * PAYMENT_IN_PROGRESS is retryable: once the payment under way is known, the same call tells how it ended.
 */
export const marketingReasons = defineReasons("marketing", {
  CAMPAIGN_NOT_FOUND: { code: "NOT_FOUND", retryable: false, zh: "没有这个活动", en: "There is no such campaign." },
  CAMPAIGN_STOPPED: {
    code: "FAILED_PRECONDITION",
    retryable: false,
    zh: "活动已停止，不能再发布",
    en: "The campaign was stopped and cannot be published again.",
  },
  CAMPAIGN_ENDED: {
    code: "FAILED_PRECONDITION",
    retryable: false,
    zh: "活动的有效期已结束",
    en: "The campaign's coupons are no longer valid.",
  },
  CAMPAIGN_RULE_DIFFERS: {
    code: "FAILED_PRECONDITION",
    retryable: false,
    zh: "该活动不以这种方式发券",
    en: "The campaign's coupons are not issued this way.",
  },
  CAMPAIGN_NOT_ISSUING: {
    code: "FAILED_PRECONDITION",
    retryable: false,
    zh: "活动未开始、已停止或已结束",
    en: "The campaign is not published, was stopped or has ended.",
  },
  USER_LIMIT_REACHED: {
    code: "FAILED_PRECONDITION",
    retryable: false,
    zh: "您已领完可领的数量",
    en: "You have had as many of these coupons as one user gets.",
  },
  CAMPAIGN_EXHAUSTED: {
    code: "RESOURCE_EXHAUSTED",
    retryable: false,
    zh: "优惠券已领完",
    en: "No coupon is left.",
  },
  HOLD_NOT_FOUND: {
    code: "NOT_FOUND",
    retryable: false,
    zh: "这笔交易没有使用优惠券",
    en: "The sale holds no coupon.",
  },
  SALE_HAS_COUPON: {
    code: "ABORTED",
    retryable: false,
    zh: "这笔交易已使用另一张优惠券或另一金额",
    en: "The sale was begun with another coupon, another amount or another key.",
  },
  COUPON_RELEASED: {
    code: "ABORTED",
    retryable: false,
    zh: "这笔交易已取消，请换用新的交易号",
    en: "The sale was given up; begin another one under another merchant_trade_id.",
  },
  COUPON_NOT_FOUND: { code: "NOT_FOUND", retryable: false, zh: "券码有误，没有这张券", en: "There is no such coupon." },
  COUPON_OTHER_MERCHANT: {
    code: "FAILED_PRECONDITION",
    retryable: false,
    zh: "这是其他商户的优惠券",
    en: "The coupon is another merchant's.",
  },
  COUPON_NOT_YOURS: {
    code: "PERMISSION_DENIED",
    retryable: false,
    zh: "优惠券只能由领取人本人使用",
    en: "The coupon is another user's.",
  },
  COUPON_REVOKED: {
    code: "FAILED_PRECONDITION",
    retryable: false,
    zh: "优惠券已被收回",
    en: "The coupon was taken back.",
  },
  COUPON_USED: {
    code: "FAILED_PRECONDITION",
    retryable: false,
    zh: "优惠券已使用",
    en: "The coupon was used already.",
  },
  COUPON_HELD: {
    code: "FAILED_PRECONDITION",
    retryable: false,
    zh: "优惠券正用于另一笔交易",
    en: "Another sale holds the coupon.",
  },
  COUPON_EXPIRED: { code: "FAILED_PRECONDITION", retryable: false, zh: "优惠券已过期", en: "The coupon has expired." },
  COUPON_NOT_YET_VALID: {
    code: "FAILED_PRECONDITION",
    retryable: false,
    zh: "优惠券尚未生效",
    en: "The coupon is not valid yet.",
  },
  COUPON_OTHER_STORE: {
    code: "FAILED_PRECONDITION",
    retryable: false,
    zh: "优惠券不能在本店使用",
    en: "The coupon is not valid in this store.",
  },
  COUPON_OTHER_CURRENCY: {
    code: "FAILED_PRECONDITION",
    retryable: false,
    zh: "优惠券的币种不同",
    en: "The coupon is in another currency.",
  },
  BELOW_MINIMUM_SPEND: {
    code: "FAILED_PRECONDITION",
    retryable: false,
    zh: "未达到优惠券的最低消费金额",
    en: "The amount is below the coupon's minimum.",
  },
  SALE_ID_TAKEN: {
    code: "ABORTED",
    retryable: false,
    zh: "该交易号已用于另一笔交易",
    en: "Another trade has this merchant_trade_id.",
  },
  PAYMENT_IN_PROGRESS: {
    code: "ABORTED",
    retryable: true,
    zh: "付款尚未完成，请稍候",
    en: "The payment is under way; ask again for its result.",
  },
  PAYMENT_NOT_COMPLETED: {
    code: "FAILED_PRECONDITION",
    retryable: false,
    zh: "付款未完成，优惠券未使用",
    en: "The payment was not completed; the coupon was not used.",
  },
});

/** A reason of this service's registry. */
export type MarketingReason = keyof typeof marketingReasons.rows;
