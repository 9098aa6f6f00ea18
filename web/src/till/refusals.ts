import type { TextKey } from "../i18n/zh.ts";

/** Where the cashier goes on after a refusal. */
type AfterRefusal = "tender" | "items";

interface Advice {
  screen: AfterRefusal;
  /** What to do next, for the cashier. */
  next: TextKey;
}

/**
 * What the cashier does after each reason of CheckOutBasket. The reason itself is told by the platform in the reader's language; this is the step that follows
 * from it. Any code that was tried is dead (P10), so whoever stays at the tender needs a new one.
 */
const ADVICE: Readonly<Record<string, Advice>> = {
  PAYMENT_CODE_FOREIGN: { screen: "tender", next: "nextForeignCode" },
  PAYMENT_CODE_UNKNOWN: { screen: "tender", next: "nextNewCode" },
  PAYMENT_CODE_EXPIRED: { screen: "tender", next: "nextNewCode" },
  PAYMENT_CODE_SPENT: { screen: "tender", next: "nextNewCode" },
  WALLET_FROZEN: { screen: "tender", next: "nextOtherPayer" },
  CURRENCY_NOT_HELD: { screen: "tender", next: "nextOtherPayer" },
  BALANCE_INSUFFICIENT: { screen: "tender", next: "nextOtherPayer" },
  PAYER_LIMIT_EXCEEDED: { screen: "tender", next: "nextOtherPayer" },
  TRADE_LIMIT_EXCEEDED: { screen: "tender", next: "nextOtherPayer" },
  PAYMENT_NOT_COMPLETED: { screen: "tender", next: "nextFreshCode" },
  COUPON_NOT_FOUND: { screen: "items", next: "nextCoupon" },
  COUPON_OTHER_MERCHANT: { screen: "items", next: "nextCoupon" },
  COUPON_NOT_YOURS: { screen: "items", next: "nextCoupon" },
  COUPON_REVOKED: { screen: "items", next: "nextCoupon" },
  COUPON_USED: { screen: "items", next: "nextCoupon" },
  COUPON_HELD: { screen: "items", next: "nextCoupon" },
  COUPON_EXPIRED: { screen: "items", next: "nextCoupon" },
  COUPON_NOT_YET_VALID: { screen: "items", next: "nextCoupon" },
  COUPON_OTHER_STORE: { screen: "items", next: "nextCoupon" },
  COUPON_OTHER_CURRENCY: { screen: "items", next: "nextCoupon" },
  BELOW_MINIMUM_SPEND: { screen: "items", next: "nextCoupon" },
  STOCK_INSUFFICIENT: { screen: "items", next: "nextChangeBasket" },
  BASKET_EMPTY: { screen: "items", next: "nextChangeBasket" },
  ITEM_NOT_FOUND: { screen: "items", next: "nextChangeBasket" },
  CURRENCY_MIXED: { screen: "items", next: "nextChangeBasket" },
  BASKET_TOTAL_TOO_LARGE: { screen: "items", next: "nextChangeBasket" },
  BASKET_CHANGED: { screen: "items", next: "nextCheckTotal" },
  BASKET_NOT_OPEN: { screen: "items", next: "nextNewBasket" },
  BASKET_NOT_FOUND: { screen: "items", next: "nextNewBasket" },
};

/** What follows from a reason; a reason that is not known here leaves the cashier at the tender. */
export const adviceFor = (reason: string): Advice => ADVICE[reason] ?? { screen: "tender", next: "nextTryAgain" };
