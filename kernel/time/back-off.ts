/** The first pause, and the longest. */
interface BackOff {
  readonly firstMs: number;
  readonly maxMs: number;
}

/** Beyond it every pause is the longest, and a power of two would be no number. */
const MAX_DOUBLINGS = 40;

/** How long to wait after so many tries in vain: the first pause at 0, twice as long each time, up to the longest. */
export const backOffMs = (tries: number, { firstMs, maxMs }: BackOff): number =>
  Math.min(maxMs, firstMs * 2 ** Math.min(tries, MAX_DOUBLINGS));
