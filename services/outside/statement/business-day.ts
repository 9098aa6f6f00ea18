import { chinaTime } from "../../../kernel/time/china-time.ts";

const DAY_MS = 24 * 60 * 60_000;

/** The business day of an instant, YYYY-MM-DD: 00:00:00 to 23:59:59 at +08:00 (P33). */
export const businessDayOf = (instant: Date): string => chinaTime(instant).slice(0, 10);

/** Whether a text names a day that there is: the 31st of February would be one in March. */
export const isBusinessDay = (text: string): boolean => {
  const start = /^\d{4}-\d\d-\d\d$/.test(text) ? Date.parse(`${text}T00:00:00+08:00`) : Number.NaN;
  return !Number.isNaN(start) && businessDayOf(new Date(start)) === text;
};

/** The first instant of a business day and that of the next. */
export const spanOf = (businessDay: string): { readonly start: Date; readonly end: Date } => {
  const start = Date.parse(`${businessDay}T00:00:00+08:00`);
  return { start: new Date(start), end: new Date(start + DAY_MS) };
};

/** An instant as the parties write it, to the second: `2026-11-23T18:20:10+08:00`. */
export const localTime = (instant: Date): string => `${chinaTime(instant).replace(" ", "T")}+08:00`;
