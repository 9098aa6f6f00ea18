/** The figures that payments goes by. They are the platform's, the same on every node. */

/** How many phones a wallet user may register. */
export const MAX_DEVICES = 5;

/** How long a trade waits for its payer where the merchant says nothing, and the bounds of what it may say. */
export const TRADE_LIFETIME_S = { standard: 900, min: 60, max: 86_400 } as const;

/** How long an authorised amount stays held without a capture (P28). */
export const HOLD_LIFETIME_MS = 24 * 60 * 60 * 1000;

/** Until when a paid trade can be refunded (P23). Windows by category come with the channels' contracts. */
export const REFUND_WINDOW_MS = 90 * 24 * 60 * 60 * 1000;

/** How often expired trades are looked for, how many are read at once, and how late one may be before it counts as overdue (P7). */
export const EXPIRY_EVERY_MS = 5_000;
export const EXPIRY_BATCH = 200;
export const OVERDUE_GRACE_MS = 60_000;

/** How many wrong payment codes one caller may try in a while before its payments are refused until the end of that while (P38). */
export const WRONG_CODES = { max: 30, windowMs: 10 * 60_000 } as const;
