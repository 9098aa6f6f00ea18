/**
 * A channel: whatever moves money outside our ledger. One interface, whatever is behind it, and answers that say no more than is known (P1).
 * No method is ever called inside a transaction (P12). None throws for what the other party did or did not do: that is an answer.
 */

/** What a channel calls itself in the store, in the ledger and in merchants' contracts. */
export const ChannelId = {
  BANK_CARD: "bank-card",
  WECHAT_LIKE: "wechat-like",
  UNIONPAY_LIKE: "unionpay-like",
} as const;

export type ChannelId = (typeof ChannelId)[keyof typeof ChannelId];

/** One attempt to take money, as the channel is told of it. The attempt's id is our order number there: it never changes over retries and queries. */
export interface ChannelPayment {
  readonly attemptId: string;
  readonly merchantId: string;
  /** Positive minor units of currencyCode. */
  readonly amount: bigint;
  readonly currencyCode: string;
  readonly subject: string;
  /** What the payer showed: a scanned code, or the token of a bound card. Never logged. */
  readonly instrument: { readonly code: string } | { readonly cardToken: string };
  readonly createTime: Date;
}

/** Names an attempt that the channel may or may not know. */
export type ChannelPaymentRef = Pick<
  ChannelPayment,
  "attemptId" | "merchantId" | "amount" | "currencyCode" | "createTime"
>;

/** Money on its way back through the channel that took it. The refund's id is our number there, the same at every retry (P16). */
export interface ChannelRefund extends ChannelPaymentRef {
  readonly refundId: string;
  /** How much of the attempt's amount goes back. */
  readonly refundAmount: bigint;
}

/** What is known of a payment (P1): only a code on the channel's whitelist makes FAILED; whatever else goes wrong is UNKNOWN. */
export type PaymentAnswer =
  | { readonly result: "PAID"; readonly channelTradeId: string; readonly payTime: Date }
  /** The channel's word that this attempt has not been and will not be paid. `notAccepted`: it was never taken in, so another channel may be tried. */
  | {
      readonly result: "FAILED";
      readonly channelCode: string;
      readonly refusal: ChannelRefusal;
      readonly notAccepted?: true;
    }
  /** The payer is asked for a password, or the channel is still at it. */
  | { readonly result: "WAITING" }
  /** Taken back, by our reverse or the channel's own. */
  | { readonly result: "REVERSED" }
  /** The channel knows no such order. Means FAILED only after the channel's visibility delay (P6). */
  | { readonly result: "NOT_FOUND" }
  | { readonly result: "UNKNOWN"; readonly cause: string };

/** What a FAILED payment is for the till and the payer: reasons of payments' errors.ts. */
export type ChannelRefusal =
  | "PAYMENT_CODE_UNKNOWN"
  | "PAYMENT_CODE_EXPIRED"
  | "PAYMENT_CODE_SPENT"
  | "BALANCE_INSUFFICIENT"
  | "CARD_REFUSED"
  | "PAYER_LIMIT_EXCEEDED"
  | "CHANNEL_REFUSED"
  | "CHANNEL_UNAVAILABLE";

/** What is known of a reverse. */
export type ReverseAnswer =
  /** Nothing was taken, or what was taken has been given back. Either way the payer has the money, and the attempt is over. */
  | { readonly result: "REVERSED" }
  /** It is paid, and too late to reverse: a refund replaces it (P4). */
  | { readonly result: "TOO_LATE" }
  /** To be asked again with the same ids. */
  | { readonly result: "UNKNOWN"; readonly cause: string };

/** What is known of a refund. FAILED only for codes on the whitelist: its reserve is freed (P24). */
export type RefundAnswer =
  | { readonly result: "REFUNDED"; readonly refundTime: Date }
  | { readonly result: "FAILED"; readonly channelCode: string }
  | { readonly result: "WAITING" }
  | { readonly result: "NOT_FOUND" }
  | { readonly result: "UNKNOWN"; readonly cause: string };

/** The times that a channel's contract sets, in milliseconds. */
export interface ChannelTimes {
  /** How long `pay` may take before its result counts as unknown. */
  readonly callTimeoutMs: number;
  /** When an unknown attempt is first asked about, and how often then (P3). */
  readonly firstQueryMs: number;
  readonly queryEveryMs: number;
  /** How long the payer has: after it one last query, then a reverse (P3, P4). */
  readonly deadlineMs: number;
  /** A reverse is not sent before an attempt is that old (P4). */
  readonly minReverseAgeMs: number;
  /** After it a refund replaces the reverse (P4). */
  readonly reverseWindowMs: number;
  /** NOT_FOUND means nothing before an attempt is that old (P6). */
  readonly visibilityDelayMs: number;
}

/** An external channel. `signal` ends the call: its result is then UNKNOWN. */
export interface Channel {
  readonly channelId: ChannelId;
  readonly times: ChannelTimes;
  pay(payment: ChannelPayment, signal: AbortSignal): Promise<PaymentAnswer>;
  query(payment: ChannelPaymentRef, signal: AbortSignal): Promise<PaymentAnswer>;
  reverse(payment: ChannelPaymentRef, signal: AbortSignal): Promise<ReverseAnswer>;
  refund(refund: ChannelRefund, signal: AbortSignal): Promise<RefundAnswer>;
  queryRefund(refund: ChannelRefund, signal: AbortSignal): Promise<RefundAnswer>;
}

/** The channels that a node can reach; empty where it is told of none. */
export type Channels = ReadonlyMap<ChannelId, Channel>;
