import type { Language } from "../i18n/language.ts";

const OPTIONS: Intl.DateTimeFormatOptions = {
  year: "numeric",
  month: "2-digit",
  day: "2-digit",
  hour: "2-digit",
  minute: "2-digit",
  second: "2-digit",
  hourCycle: "h23",
};

/** An instant of JSON in the reader's own zone: `2026/11/23 15:07:28`; empty where there is none. */
export const formatTime = (instant: string | undefined, language: Language): string => {
  const date = new Date(instant ?? "");
  if (Number.isNaN(date.getTime())) return "";
  return new Intl.DateTimeFormat(language === "en" ? "en-GB" : "zh-CN", OPTIONS).format(date);
};

/** Short, for lists: `11/23 15:07`. */
export const formatShortTime = (instant: string | undefined, language: Language): string => {
  const date = new Date(instant ?? "");
  if (Number.isNaN(date.getTime())) return "";
  const { year: _year, second: _second, ...short } = OPTIONS;
  return new Intl.DateTimeFormat(language === "en" ? "en-GB" : "zh-CN", short).format(date);
};

/** The last day, in China, of what is good until an instant that it does not cover: `2026/12/24`; empty where there is none. */
export const formatLastDay = (end: string | undefined, language: Language): string => {
  const endMs = Date.parse(end ?? "");
  if (Number.isNaN(endMs)) return "";
  const { year, month, day } = OPTIONS;
  const options = { ...{ year, month, day }, timeZone: "Asia/Shanghai" };
  return new Intl.DateTimeFormat(language === "en" ? "en-GB" : "zh-CN", options).format(new Date(endMs - 1));
};
