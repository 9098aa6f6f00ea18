/** The figures that payments goes by. They are the platform's, the same on every node. */

/** How many phones a wallet user may register. */
export const MAX_DEVICES = 5;

/** How long a trade waits for its payer where the merchant says nothing, and the bounds of what it may say. */
export const TRADE_LIFETIME_S = { standard: 900, min: 60, max: 86_400 } as const;

/** How long an authorised amount stays held without a capture (P28). */
export const HOLD_LIFETIME_MS = 24 * 60 * 60 * 1000;

/** Until when a paid trade can be refunded (P23). Windows by category come with the channels' contracts. */
export const REFUND_WINDOW_MS = 90 * 24 * 60 * 60 * 1000;

/** Up to which amount (CNY fen) a payer's own wallet pays without the payment password: where the user has set nothing, and the most that may be set. */
export const PASSWORD_FREE_LIMIT = { standard: 100_000n, max: 100_000n } as const;

/** So many wrong payment passwords lock payments by password for that long. A right one in between starts the count anew. */
export const PAYMENT_PASSWORD_TRIES = { max: 5, lockMs: 3 * 60 * 60 * 1000 } as const;

/** How often expired trades are looked for, how many are read at once, and how late one may be before it counts as overdue (P7). */
export const EXPIRY_EVERY_MS = 5_000;
export const EXPIRY_BATCH = 200;
export const OVERDUE_GRACE_MS = 60_000;

/** How many wrong payment codes one caller may try in a while before its payments are refused until the end of that while (P38). */
export const WRONG_CODES = { max: 30, windowMs: 10 * 60_000 } as const;
