/** When points end (V23), by China's calendar: +08:00 the whole year round. */
export type ExpiryRule = "NONE" | "DAYS" | "MONTH_END" | "YEAR_END";

export interface Expiry {
  readonly rule: ExpiryRule;
  /** DAYS: how many days after the day on which they became usable. MONTH_END, YEAR_END: how many months or years after that one. */
  readonly count: number;
}

const ZONE_MS = 8 * 3_600_000;

/** The instant at which points that never end would do so. */
export const NEVER = new Date("9999-12-31T16:00:00.000Z");

/** Midnight in China at the beginning of a day; days and months beyond their range count on. */
const chinaMidnight = (year: number, month: number, day: number): Date =>
  new Date(Date.UTC(year, month, day) - ZONE_MS);

/** The first instant at which points that became usable at `from` are gone. */
export const expireTimeOf = ({ rule, count }: Expiry, from: Date): Date => {
  const local = new Date(from.getTime() + ZONE_MS);
  const [year, month, day] = [local.getUTCFullYear(), local.getUTCMonth(), local.getUTCDate()];
  switch (rule) {
    case "NONE":
      return NEVER;
    case "DAYS":
      return chinaMidnight(year, month, day + count + 1);
    case "MONTH_END":
      return chinaMidnight(year, month + count + 1, 1);
    case "YEAR_END":
      return chinaMidnight(year + count + 1, 0, 1);
  }
};
