const MINUTE_MS = 60_000;
/** Fewer intervals than these say nothing. */
const MIN_INTERVALS = 3;
/** The usual pace is known within so much below and above. */
const USUAL_SPREAD = { low: 0.5, high: 1.5 };

/** A wait in minutes, both ends included. */
interface WaitRange {
  readonly minMinutes: number;
  readonly maxMinutes: number;
}

const quartile = (sorted: readonly number[], part: 0.25 | 0.75): number =>
  sorted[Math.round((sorted.length - 1) * part)] ?? 0;

/**
 * How long a party waits that has so many before it: a range, never one number (V18). The pace is that of the class's recent seatings, from the quick
 * quarter of the intervals between them to the slow one; where too few were seated lately it is the store's usual pace, give or take half.
 *
 * @param seatTimes of the class's last seatings, in any order.
 */
export const estimateWait = (ahead: number, seatTimes: readonly Date[], usualMinutes: number): WaitRange => {
  const times = seatTimes.map((time) => time.getTime()).sort((a, b) => a - b);
  const intervals = times.slice(1).map((time, index) => (time - times[index]!) / MINUTE_MS);
  const sorted = intervals.sort((a, b) => a - b);
  const isKnown = sorted.length >= MIN_INTERVALS;
  const low = isKnown ? quartile(sorted, 0.25) : usualMinutes * USUAL_SPREAD.low;
  const high = isKnown ? quartile(sorted, 0.75) : usualMinutes * USUAL_SPREAD.high;
  const minMinutes = Math.floor(ahead * low);
  return { minMinutes, maxMinutes: Math.max(minMinutes + 1, Math.ceil((ahead + 1) * high)) };
};
