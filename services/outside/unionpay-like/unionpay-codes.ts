import type { RefundRefusal, Refusal } from "../order/order.ts";

/** respCode of UnionPay 5.1 when a payment is refused. */
export const PAY_CODES: Readonly<Record<Refusal, string>> = {
  CODE_UNKNOWN: "44",
  CODE_EXPIRED: "69",
  CODE_SPENT: "40",
  CARD_UNKNOWN: "61",
  CARD_EXPIRED: "73",
  ACCOUNT_FROZEN: "63",
  AMOUNT_OVER_LIMIT: "33",
  BALANCE_SHORT: "64",
  PAYER_REFUSED: "60",
};

export const REFUND_CODES: Readonly<Record<RefundRefusal, string>> = {
  ORDER_UNKNOWN: "34",
  ORDER_NOT_PAID: "35",
  OVER_PAID: "36",
  TOO_LATE: "39",
  ACCOUNT_FROZEN: "63",
};

/** Everything else that it says. */
export const OTHER_CODES = {
  success: "00",
  accepted: "05",
  format: "10",
  signature: "11",
  duplicate: "12",
  notFound: "34",
  reverseTooLate: "35",
  reverseTooEarly: "30",
  reversed: "46",
} as const;
