/** The figures that payments goes by. They are the platform's, the same on every node. */

/** How many bank cards a wallet user may bind. */
export const MAX_CARDS = 10;

/** How many phones a wallet user may register. */
export const MAX_DEVICES = 5;

/** How long a trade waits for its payer where the merchant says nothing, and the bounds of what it may say. */
export const TRADE_LIFETIME_S = { standard: 900, min: 60, max: 15 * 86_400 } as const;

/** How long a payer has to confirm a payment that needs the payment password. */
export const CONFIRM_WITHIN_MS = 60_000;

/** Until when a merchant may reverse a trade, paid or not. */
export const REVERSE_WITHIN_MS = 24 * 60 * 60 * 1000;

/** How long an authorised amount stays held without a capture (P28). */
export const HOLD_LIFETIME_MS = 24 * 60 * 60 * 1000;

/** Up to which amount (CNY fen) a payer's own wallet pays without the payment password: where the user has set nothing, and the most that may be set. */
export const PASSWORD_FREE_LIMIT = { standard: 100_000n, max: 100_000n } as const;

/** So many wrong payment passwords lock payments by password for that long. A right one in between starts the count anew. */
export const PAYMENT_PASSWORD_TRIES = { max: 5, lockMs: 3 * 60 * 60 * 1000 } as const;

/**
 * How notifications are sent: how often it is looked for what is due; at most so many a run, so many of one host and so many at once, looked for so often; and how
 * long a merchant's server may take.
 */
export const NOTIFY = { everyMs: 1_000, batch: 64, perHost: 8, lanes: 32, rounds: 5, timeoutMs: 5_000 } as const;

/**
 * The janitor of payments through channels, each channel for itself: how often it looks, at how many attempts and refunds at most, at how many at a time, and
 * when again where a look itself failed.
 */
export const RECOVERY = { everyMs: 1_000, batch: 200, lanes: 16, failedMs: 10_000 } as const;

/** When an attempt that a channel knew nothing of, or took back, is asked about again: a request that was held up on its way may still arrive (P6, P8). */
export const LOOK_BACKS_MS: readonly number[] = [60_000, 10 * 60_000, 60 * 60_000, 12 * 60 * 60_000];

/** When a refund that a channel does not tell the result of is asked about again: twice as long each time. */
export const REFUND_AGAIN = { firstMs: 4_000, maxMs: 60 * 60_000 } as const;

/** When a refund that has arrived is asked about again: the payer's bank may send it back (P24). */
export const REFUND_LOOK_BACKS_MS: readonly number[] = [24 * 60 * 60_000, 3 * 24 * 60 * 60_000];

/** When a refund that has failed is asked about again: a copy of the request that was held up on its way may still arrive, and days later a bank may do it after all (P24). */
export const FAILED_REFUND_LOOK_BACKS_MS: readonly number[] = [
  ...LOOK_BACKS_MS,
  24 * 60 * 60_000,
  3 * 24 * 60 * 60_000,
];

/** When a channel that would not give a late payment back is asked again: twice as long each time. */
export const LATE_REFUND_AGAIN = { firstMs: 5_000, maxMs: 60 * 60_000 } as const;

/** Under how many numbers it is asked at most; then the last one is asked for until people have talked to it. */
export const LATE_REFUND_NUMBERS = 8;

/** How often expired trades are looked for, how many are read at once, and how late one may be before it counts as overdue (P7). */
export const EXPIRY_EVERY_MS = 5_000;
export const EXPIRY_BATCH = 200;
export const OVERDUE_GRACE_MS = 60_000;

/** How many wrong payment codes one caller may try in a while before its payments are refused until the end of that while (P38). */
export const WRONG_CODES = { max: 30, windowMs: 10 * 60_000 } as const;
