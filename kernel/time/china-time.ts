/** Civil time in China, which has one zone and no summer time: `yyyy-MM-dd HH:mm:ss`. */
const ZONE_MS = 8 * 3_600_000;
const SHAPE = /^(\d{4}-\d{2}-\d{2}) (\d{2}:\d{2})(:\d{2})?$/;

/** An instant as China's clocks show it, to the second. */
export const chinaTime = (instant: Date): string =>
  new Date(instant.getTime() + ZONE_MS).toISOString().slice(0, 19).replace("T", " ");

/** As `chinaTime`, with milliseconds. */
export const chinaTimeMs = (instant: Date): string =>
  new Date(instant.getTime() + ZONE_MS).toISOString().slice(0, 23).replace("T", " ");

/** The instant at which China's clocks show that; seconds may be left out. Undefined for a text that is no time. */
export const parseChinaTime = (text: string): Date | undefined => {
  const parts = SHAPE.exec(text);
  if (!parts) return undefined;
  const [, date, minutes, seconds = ":00"] = parts;
  const instant = new Date(`${date}T${minutes}${seconds}+08:00`);
  if (Number.isNaN(instant.getTime())) return undefined;
  // The 31st of February has become a day in March.
  return chinaTime(instant) === `${date} ${minutes}${seconds}` ? instant : undefined;
};

/** The next midnight in China. */
export const nextChinaMidnight = (now: Date): Date => {
  const dayMs = 86_400_000;
  const local = now.getTime() + ZONE_MS;
  return new Date(local - (local % dayMs) + dayMs - ZONE_MS);
};
