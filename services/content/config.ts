/** The figures that content goes by. They are the platform's, the same on every node. */

/** How much a menu holds: so many entries in the bar, so many below each. */
export const MENU = { entries: 3, below: 5 } as const;

/** How many automatic replies a window may have. */
export const MAX_AUTO_REPLIES = 50;

/** Who has so many unread messages reads none of them: no broadcast is added to such an inbox. What concerns the user's own affairs still is. */
export const MAX_UNREAD = 500;

/**
 * How broadcasts go out: how often it is looked for some that are on their way; how many followers one transaction reaches (an event loop's and a memory's
 * worth, whatever the audience); how many transactions a run makes for one broadcast before it is another's turn; and for how many broadcasts.
 */
export const BROADCASTS = { everyMs: 500, batch: 500, turn: 20, atOnce: 20 } as const;

/** How many messages one transaction of MarkRead marks. */
export const READ_BATCH = 200;

/** Over so many rows the count of a broadcast's readers is spread, so that readers do not wait for each other. */
export const READ_SHARDS = 16;
