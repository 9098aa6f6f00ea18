import type { FailureRow } from "../wire/answers.ts";

/**
 * UnionPay's word that a payment was not and will not be made (P1): the codes that its manual calls definite failures of the trade itself. What is not here is
 * unknown: 01 to 06, 10 to 12, 34, 98, 99 … leave open what an earlier copy of the same request did.
 */
export const PAYMENT_FAILURES: Readonly<Record<string, FailureRow>> = {
  "30": { refusal: "CHANNEL_REFUSED" },
  "31": { refusal: "CHANNEL_UNAVAILABLE", notAccepted: true },
  "32": { refusal: "CHANNEL_UNAVAILABLE", notAccepted: true },
  "33": { refusal: "PAYER_LIMIT_EXCEEDED" },
  "38": { refusal: "CHANNEL_REFUSED" },
  "39": { refusal: "CHANNEL_UNAVAILABLE", notAccepted: true },
  "40": { refusal: "PAYMENT_CODE_SPENT" },
  "43": { refusal: "CHANNEL_UNAVAILABLE", notAccepted: true },
  "44": { refusal: "PAYMENT_CODE_UNKNOWN" },
  "60": { refusal: "CHANNEL_REFUSED" },
  "61": { refusal: "CARD_REFUSED" },
  "62": { refusal: "CARD_REFUSED" },
  "63": { refusal: "CARD_REFUSED" },
  "64": { refusal: "BALANCE_INSUFFICIENT" },
  "65": { refusal: "CARD_REFUSED" },
  "66": { refusal: "CARD_REFUSED" },
  "67": { refusal: "CARD_REFUSED" },
  "68": { refusal: "CARD_REFUSED" },
  "69": { refusal: "PAYMENT_CODE_EXPIRED" },
  "73": { refusal: "CARD_REFUSED" },
  "77": { refusal: "CARD_REFUSED" },
  "78": { refusal: "CARD_REFUSED" },
};

/** Accepted, and still at it: to be asked again. */
export const WAITING_CODES: ReadonlySet<string> = new Set(["05", "06"]);

/** Its word that the order was taken back. */
export const REVERSED_CODE = "46";

/** Its word that no money goes back under this refund number (P24). */
export const REFUND_FAILURES: ReadonlySet<string> = new Set(["35", "36", "39", "63"]);
