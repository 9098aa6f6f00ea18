/** Goal: codes are few, short-lived and not to be guessed. Method: what is known of a phone, an instant, and what is judged. */
import { expect, test } from "@jest/globals";
import { plusMs } from "../../../kernel/time/clock.ts";
import { judgeCode, judgeSend, type PhoneCode } from "./phone-code.ts";

const now = new Date("2030-01-01T00:00:00Z");
const aCode = (overrides: Partial<PhoneCode> = {}): PhoneCode => ({
  ...{ codeHash: "hash of 123456", nonce: "n", triesLeft: 5, sentInWindow: 1 },
  ...{ expireTime: plusMs(now, 300_000), resendTime: plusMs(now, 60_000), windowEnd: plusMs(now, 86_400_000) },
  ...overrides,
});

test.each<[string, PhoneCode | null, Date, object]>([
  ["the first", null, now, { send: { sentInWindow: 1, triesLeft: 5, windowEnd: plusMs(now, 86_400_000) } }],
  ["a second too soon", aCode(), plusMs(now, 59_999), { refuse: "PHONE_CODE_TOO_SOON", retryAfterMs: 1 }],
  ["a second after a minute", aCode(), plusMs(now, 60_000), { send: { sentInWindow: 2, triesLeft: 5 } }],
  [
    "the eleventh of the day",
    aCode({ sentInWindow: 10 }),
    plusMs(now, 60_000),
    { refuse: "PHONE_CODE_TOO_MANY", retryAfterMs: 86_340_000 },
  ],
  ["the first of the next day", aCode({ sentInWindow: 10 }), plusMs(now, 86_400_000), { send: { sentInWindow: 1 } }],
])("X10: %s", (_, known, at, verdict) => {
  expect(judgeSend(known, at)).toMatchObject(verdict);
});

const shown = (code: string) => () => `hash of ${code}`;
test.each<[string, PhoneCode | null, string, Date, object]>([
  ["right", aCode(), "123456", now, { kind: "right" }],
  ["wrong", aCode(), "123457", now, { kind: "wrong", triesLeft: 4 }],
  ["wrong at the last try", aCode({ triesLeft: 1 }), "123457", now, { kind: "wrong", triesLeft: 0 }],
  ["right after the last try", aCode({ triesLeft: 0 }), "123456", now, { kind: "over" }],
  ["right to the last millisecond", aCode(), "123456", plusMs(now, 299_999), { kind: "right" }],
  ["right and too late", aCode(), "123456", plusMs(now, 300_000), { kind: "over" }],
  ["used", aCode({ codeHash: undefined }), "123456", now, { kind: "over" }],
  ["never sent", null, "123456", now, { kind: "over" }],
])("X10: a code that is %s", (_, known, code, at, verdict) => {
  expect(judgeCode(known, shown(code), at)).toEqual(verdict);
});
