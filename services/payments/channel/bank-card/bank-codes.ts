import type { FailureRow } from "../wire/answers.ts";

/**
 * ISO 8583's response codes (data element 39) by which the issuer's or the switch's word is that nothing was and will be charged (P1). Not here, so unknown: 06, 09,
 * 12, 22, 25, 30, 40, 68, 90, 91, 92, 94, 96, 98, A0 and whatever comes new. 91 and 96 above all: an issuer that did not answer may have charged.
 */
export const PAYMENT_FAILURES: Readonly<Record<string, FailureRow>> = {
  "01": { refusal: "CARD_REFUSED" },
  "03": { refusal: "CHANNEL_UNAVAILABLE", notAccepted: true },
  "04": { refusal: "CARD_REFUSED" },
  "05": { refusal: "CARD_REFUSED" },
  "07": { refusal: "CARD_REFUSED" },
  "13": { refusal: "CHANNEL_REFUSED" },
  "14": { refusal: "CARD_REFUSED" },
  "15": { refusal: "CARD_REFUSED" },
  "33": { refusal: "CARD_REFUSED" },
  "34": { refusal: "CARD_REFUSED" },
  "36": { refusal: "CARD_REFUSED" },
  "38": { refusal: "CARD_REFUSED" },
  "41": { refusal: "CARD_REFUSED" },
  "43": { refusal: "CARD_REFUSED" },
  "51": { refusal: "BALANCE_INSUFFICIENT" },
  "54": { refusal: "CARD_REFUSED" },
  "55": { refusal: "CARD_REFUSED" },
  "57": { refusal: "CARD_REFUSED" },
  "58": { refusal: "CHANNEL_UNAVAILABLE", notAccepted: true },
  "59": { refusal: "CARD_REFUSED" },
  "61": { refusal: "PAYER_LIMIT_EXCEEDED" },
  "62": { refusal: "CARD_REFUSED" },
  "65": { refusal: "PAYER_LIMIT_EXCEEDED" },
  "75": { refusal: "CARD_REFUSED" },
};

export const APPROVED = "00";
/** Accepted, and still at it. */
export const IN_PROGRESS = "09";
/** No action taken: the purchase was reversed. */
export const REVERSED = "21";
/** The switch has no such record. */
export const NOT_FOUND = "25";
/** To a reversal: it is no longer possible for this purchase. */
export const REVERSE_TOO_LATE = "40";

/** Its word that no money goes back under this refund number (P24). */
export const REFUND_FAILURES: ReadonlySet<string> = new Set(["12", "13", "40", "62"]);
