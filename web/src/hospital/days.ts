/** Civil days in China, where the hospital is. */
const DAY_MS = 86_400_000;
const ZONE_MS = 8 * 3_600_000;

/** Today and the next six days as `yyyy-MM-dd`. */
export const nextDays = (nowMs: number): string[] =>
  Array.from({ length: 7 }, (_, day) => new Date(nowMs + ZONE_MS + day * DAY_MS).toISOString().slice(0, 10));

/** `15:30` of an instant, as clocks in China show it. */
export const clockOf = (instant: string | undefined): string =>
  new Date(Date.parse(instant ?? "") + ZONE_MS).toISOString().slice(11, 16);

/** `11-23` of an instant. */
export const dayOf = (instant: string | undefined): string =>
  new Date(Date.parse(instant ?? "") + ZONE_MS).toISOString().slice(5, 10);
