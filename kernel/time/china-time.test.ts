/** Civil time in China, there and back. */
import { expect, test } from "@jest/globals";
import { chinaTime, chinaTimeMs, nextChinaMidnight, parseChinaTime } from "./china-time.ts";

const instant = new Date("2026-11-23T18:30:15.250Z");

test("eight hours ahead, on the next day already", () => {
  expect(chinaTime(instant)).toBe("2026-11-24 02:30:15");
  expect(chinaTimeMs(instant)).toBe("2026-11-24 02:30:15.250");
  expect(nextChinaMidnight(instant).toISOString()).toBe("2026-11-24T16:00:00.000Z");
});

test.each([
  ["2026-11-24 02:30:15", "2026-11-23T18:30:15.000Z"],
  ["2026-11-24 02:30", "2026-11-23T18:30:00.000Z"],
])("%s is %s", (text, expected) => expect(parseChinaTime(text)?.toISOString()).toBe(expected));

test.each(["", "2026-11-24", "2026-02-31 00:00:00", "2026-11-24 24:00:00", "2026-11-24T02:30:15", "now"])(
  "%j is no time",
  (text) => expect(parseChinaTime(text)).toBeUndefined(),
);
