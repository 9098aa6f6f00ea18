/** Goal: a till tells a member code from all else it reads, and only the card's secret makes one (M7). Method: pure rules. */
import { expect, test } from "@jest/globals";
import { plusMs } from "../../../kernel/time/clock.ts";
import { aCardNumber, luhnDigit } from "../card/card-number.ts";
import { aCodeNumber, isGenuine, judgeAge, memberCodeOf, readCode } from "./member-code.ts";

const secret = Buffer.alloc(32, 7);
const now = new Date("2030-03-01T04:00:00.000Z");
const codeNumber = aCodeNumber();
const read = (text: string) => readCode(text) as NonNullable<ReturnType<typeof readCode>>;

test("M7: M and 25 letters and digits, read back whole, in small letters too", () => {
  const code = memberCodeOf(secret, codeNumber, now);
  expect(code).toMatch(/^M[0-9A-Z]{25}$/);
  expect(read(code).codeNumber).toBe(codeNumber);
  expect(isGenuine(secret, read(code.toLowerCase()))).toBe(true);
});

test("M7: any other character, or another secret, is no code of the card", () => {
  const code = memberCodeOf(secret, codeNumber, now);
  for (let at = 1; at < code.length; at++) {
    const other = code.slice(0, at) + (code[at] === "A" ? "B" : "A") + code.slice(at + 1);
    expect(isGenuine(secret, read(other))).toBe(false);
  }
  expect(isGenuine(Buffer.alloc(32, 8), read(code))).toBe(false);
});

test.each([
  [0, "fresh"],
  [59_999, "fresh"],
  [60_000, "MEMBER_CODE_EXPIRED"],
  [-30_000, "fresh"],
  [-30_001, "MEMBER_CODE_UNKNOWN"],
])("M7: a code %i ms old is %s", (ageMs, verdict) => {
  expect(judgeAge(read(memberCodeOf(secret, codeNumber, now)), plusMs(now, ageMs))).toBe(verdict);
});

test.each(["", "6902856001016", "281234567800000001", "8801000000000004", "M123", `${"M".repeat(27)}`])(
  "M7: %j is no member code",
  (text) => expect(readCode(text)).toBeUndefined(),
);

test("C1: a card number has 16 digits and a right check digit", () => {
  for (let time = 0; time < 50; time++) {
    const number = aCardNumber("8801");
    expect(number).toMatch(/^8801\d{12}$/);
    expect(luhnDigit(number.slice(0, -1))).toBe(number.slice(-1));
  }
  expect(luhnDigit("7992739871")).toBe("3");
});
