import type { FailureRow } from "../wire/answers.ts";

/**
 * The wallet's word that a payment was not and will not be made (P1). What is not here is unknown, whatever it sounds like: SYSTEM_ERROR, BANK_ERROR,
 * FREQUENCY_LIMITED, SIGN_ERROR, PARAM_ERROR, OUT_TRADE_NO_USED … leave open what an earlier copy of the same request did.
 */
export const PAYMENT_FAILURES: Readonly<Record<string, FailureRow>> = {
  AUTH_CODE_ERROR: { refusal: "PAYMENT_CODE_UNKNOWN" },
  AUTH_CODE_EXPIRED: { refusal: "PAYMENT_CODE_EXPIRED" },
  AUTH_CODE_INVALID: { refusal: "PAYMENT_CODE_SPENT" },
  NOT_ENOUGH: { refusal: "BALANCE_INSUFFICIENT" },
  ACCOUNT_ERROR: { refusal: "CHANNEL_REFUSED" },
  RULE_LIMIT: { refusal: "PAYER_LIMIT_EXCEEDED" },
  TRADE_ERROR: { refusal: "CHANNEL_REFUSED" },
  NO_AUTH: { refusal: "CHANNEL_UNAVAILABLE", notAccepted: true },
  MCH_NOT_EXISTS: { refusal: "CHANNEL_UNAVAILABLE", notAccepted: true },
};

/** What a query says of an order that will not be paid; why is not said. */
export const ORDER_FAILURES: Readonly<Record<string, FailureRow>> = { PAYERROR: { refusal: "CHANNEL_REFUSED" } };

/** Its word that the order was taken back, or never will be paid: nothing is left to reverse. */
export const REVERSED_CODES: ReadonlySet<string> = new Set(["ORDER_REVERSED", "ORDER_CLOSED"]);

/** Its word that no money goes back under this refund number (P24). */
export const REFUND_FAILURES: ReadonlySet<string> = new Set([
  "NOT_ENOUGH",
  "USER_ACCOUNT_ABNORMAL",
  "TRADE_OVERDUE",
  "REFUND_AMOUNT_EXCEEDED",
  "TRADE_STATE_ERROR",
]);
