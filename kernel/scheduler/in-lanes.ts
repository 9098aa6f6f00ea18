/** How many items at a time, and when to take no more. */
interface Lanes {
  readonly lanes: number;
  readonly signal?: AbortSignal | undefined;
}

/**
 * Does the work of each item, so many at a time and in their order, so that one that hangs keeps few others waiting. Items that have not begun when the signal
 * comes are left. A rejection ends its lane and is passed on when the others have ended their item: work that must not stop others catches what it throws.
 */
export const inLanes = async <Item>(
  items: readonly Item[],
  { lanes, signal }: Lanes,
  work: (item: Item) => Promise<unknown>,
): Promise<void> => {
  // One iterator for all lanes: each item is taken once.
  const waiting = items.values();
  const lane = async (): Promise<void> => {
    for (const item of waiting) {
      if (signal?.aborted) return;
      await work(item);
    }
  };
  await Promise.all(Array.from({ length: lanes }, lane));
};
