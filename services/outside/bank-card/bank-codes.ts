import type { RefundRefusal, Refusal } from "../order/order.ts";

/** Response codes of ISO 8583, data element 39. */
export const PAY_CODES: Readonly<Record<Refusal, string>> = {
  CODE_UNKNOWN: "14",
  CODE_EXPIRED: "14",
  CODE_SPENT: "14",
  CARD_UNKNOWN: "14",
  CARD_EXPIRED: "54",
  ACCOUNT_FROZEN: "62",
  AMOUNT_OVER_LIMIT: "61",
  BALANCE_SHORT: "51",
  PAYER_REFUSED: "05",
};

export const REFUND_CODES: Readonly<Record<RefundRefusal, string>> = {
  ORDER_UNKNOWN: "25",
  ORDER_NOT_PAID: "12",
  OVER_PAID: "13",
  TOO_LATE: "40",
  ACCOUNT_FROZEN: "62",
};

/** Everything else that the switch says. */
export const OTHER_CODES = {
  approved: "00",
  inProgress: "09",
  reversedBefore: "21",
  unknown: "25",
  format: "30",
  reverseTooLate: "40",
  reverseTooEarly: "12",
  duplicate: "94",
  authentication: "A0",
  /** A card that is not there, or whose expiry or holder are others: not said which. */
  cardInvalid: "14",
} as const;
