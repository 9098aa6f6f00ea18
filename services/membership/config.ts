/** The figures that membership goes by. They are the platform's, the same on every node. */

/** How long a member code is good, and how far ahead of this node's clock the one that made it may be. */
export const MEMBER_CODE = { lifetimeMs: 60_000, aheadMs: 30_000, rememberMs: 48 * 60 * 60_000 } as const;

/** How often points that are due (pending ones to become usable, usable ones to end) are looked for, and how many cards at most are read at once. */
export const SETTLE = { everyMs: 30_000, batch: 200 } as const;

/** When payments is asked about a sale that nothing was heard of: twice as long each time. A sale whose trade was never made is released after a while. */
export const RECOVERY = {
  everyMs: 5_000,
  batch: 100,
  firstMs: 2 * 60_000,
  maxMs: 60 * 60_000,
  neverMadeMs: 24 * 60 * 60_000,
} as const;

/** How many cards of plastic one call may tell. */
export const MAX_IMPORT = 500;
