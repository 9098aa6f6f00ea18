/** The figures that the outside parties go by; those of the parties whom they imitate, where these are public. */

/** The parties, by the names that payments gives them. */
export const CHANNEL_IDS = ["bank-card", "wechat-like", "unionpay-like"] as const;

export type ChannelId = (typeof CHANNEL_IDS)[number];

/** How long a payment code lives. */
export const CODE_LIFETIME_MS = 60_000;

/** The most that one payment may take, in minor units: 50,000.00 CNY. */
export const PAYMENT_LIMIT = 5_000_000n;

/** How long an order waits for its payer's word. */
export const PAYER_TIME_MS = 120_000;

/** Until when a paid order can be refunded. */
export const REFUND_WINDOW_MS = 365 * 24 * 60 * 60_000;

/** What a party's contract says of reverses: how old an order must be, and until when it can be reversed. */
export interface ReverseTerms {
  readonly minAgeMs: number;
  /** After the order came. */
  readonly windowMs: number;
  /** A paid order of an earlier business day can no longer be reversed. */
  readonly sameBusinessDay: boolean;
}

export const REVERSE_TERMS: Readonly<Record<ChannelId, ReverseTerms>> = {
  "bank-card": { minAgeMs: 0, windowMs: 24 * 60 * 60_000, sameBusinessDay: false },
  "wechat-like": { minAgeMs: 15_000, windowMs: 7 * 24 * 60 * 60_000, sameBusinessDay: false },
  "unionpay-like": { minAgeMs: 0, windowMs: 24 * 60 * 60_000, sameBusinessDay: true },
};

/** How long a refund is under way before its payer has it. */
export const REFUND_TAKES_MS: Readonly<Record<ChannelId, number>> = {
  "bank-card": 0,
  "wechat-like": 1_000,
  "unionpay-like": 0,
};
