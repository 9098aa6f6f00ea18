const TIME = /^(\d{4})(?:(\d{2})(?:(\d{2})(?:(\d{2})(?:(\d{2})(?:(\d{2})(?:\.\d{1,4})?)?)?)?)?)?([+-]\d{4})?$/;

/** An instant of HL7 (TS, DTM): `YYYY[MM[DD[HH[MM[SS[.S]]]]]][+ZZZZ]`; without a zone it is China's. Undefined where it is no time. */
export const readHl7Time = (text: string): Date | undefined => {
  const match = TIME.exec(text);
  if (!match) return undefined;
  const [, year, month = "01", day = "01", hour = "00", minute = "00", second = "00", zone = "+0800"] = match;
  const time = new Date(`${year}-${month}-${day}T${hour}:${minute}:${second}${zone.slice(0, 3)}:${zone.slice(3)}`);
  if (Number.isNaN(time.getTime())) return undefined;
  // 30 February would have become the second of March.
  return new Date(`${year}-${month}-${day}T00:00:00Z`).getUTCDate() === Number(day) ? time : undefined;
};

/** A civil date of HL7 (the first eight digits of a time) as `YYYY-MM-DD`; empty where there is none. */
export const readHl7Date = (text: string): string => {
  const match = /^(\d{4})(\d{2})(\d{2})/.exec(text);
  return match ? `${match[1]}-${match[2]}-${match[3]}` : "";
};

/** As messages of ours say an instant: whole seconds at +08:00. */
export const hl7Time = (instant: Date): string => {
  const shifted = new Date(instant.getTime() + 8 * 60 * 60_000).toISOString();
  return `${shifted.slice(0, 19).replace(/[-:T]/g, "")}+0800`;
};
