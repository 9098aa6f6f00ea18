/** Goal: a code is what the vectors say, names one second of one device, and lives 60 s. Method: vectors, properties, and the clock's edges. */
import { readFileSync } from "node:fs";
import { describe, expect, test } from "@jest/globals";
import fc from "fast-check";
import {
  type CodeKey,
  computePaymentCode,
  expireTimeOf,
  invertTail,
  judgeTail,
  scanPaymentCode,
  tickOf,
} from "./payment-code.ts";

interface Vector {
  readonly deviceSecretBase64url: string;
  readonly deviceNumber: string;
  readonly tick: number;
  readonly paymentCode: string;
}

const vectors: Vector[] = JSON.parse(
  readFileSync(new URL("../../../proto/vectors/payment-code.json", import.meta.url), "utf8"),
);

const aKey: CodeKey = { deviceNumber: "12345678", deviceSecret: Buffer.alloc(32, 7) };
const SECOND = 1_772_337_600;

const tailAt = (second: number): string => computePaymentCode(aKey, tickOf(second)).slice(10);
const judgedAt = (ageMs: number) => judgeTail(aKey, tailAt(SECOND), new Date(SECOND * 1000 + ageMs));

describe("the code", () => {
  test("Y2: is what every implementation computes", () => {
    expect(vectors.length).toBeGreaterThanOrEqual(12);
    for (const { deviceSecretBase64url, deviceNumber, tick, paymentCode } of vectors) {
      const key = { deviceNumber, deviceSecret: Buffer.from(deviceSecretBase64url, "base64url") };
      expect(computePaymentCode(key, tick)).toBe(paymentCode);
      expect(invertTail(key, paymentCode.slice(10))).toBe(tick);
    }
  });

  test("hides its tick in a permutation: every tick comes back, and no two ticks share a code", () => {
    const anyKey = fc.record({
      deviceNumber: fc.stringMatching(/^\d{8}$/),
      deviceSecret: fc.uint8Array({ minLength: 32, maxLength: 32 }),
    });
    const anyTick = fc.integer({ min: 0, max: 99_999_999 });
    fc.assert(
      fc.property(anyKey, anyTick, (key, tick) => {
        const code = computePaymentCode(key, tick);
        expect(code).toMatch(/^28\d{16}$/);
        expect(invertTail(key, code.slice(10))).toBe(tick);
      }),
    );
    const codes = new Set(Array.from({ length: 2_000 }, (_, tick) => computePaymentCode(aKey, tick)));
    expect(codes.size).toBe(2_000);
  });

  test("differs with the secret and with the device number", () => {
    const code = computePaymentCode(aKey, 1);
    expect(computePaymentCode({ ...aKey, deviceSecret: Buffer.alloc(32, 8) }, 1)).not.toBe(code);
    expect(computePaymentCode({ ...aKey, deviceNumber: "12345679" }, 1).slice(10)).not.toBe(code.slice(10));
  });
});

describe("P11: a scanned text is told by its form", () => {
  test.each([
    ["280123456789012345", { route: "own", deviceNumber: "01234567", tail: "89012345" }],
    ["250123456789012345", { route: "unissued" }],
    ["301234567890123456789012", { route: "unissued" }],
    ["2801234567890123", { route: "unissued" }],
    ["100123456789012345", { route: "foreign", channelId: "wechat-like", code: "100123456789012345" }],
    ["159999999999999999", { route: "foreign", channelId: "wechat-like", code: "159999999999999999" }],
    ["6212345678901234567", { route: "foreign", channelId: "unionpay-like", code: "6212345678901234567" }],
    ["160123456789012345", { route: "malformed" }],
    ["10012345678901234", { route: "malformed" }],
    ["621234567890123456", { route: "malformed" }],
    ["311234567890123456", { route: "malformed" }],
    ["28012345678901", { route: "malformed" }],
    ["2801234567890123456789012", { route: "malformed" }],
    ["28012345678901234x", { route: "malformed" }],
    ["280123456789012345\n", { route: "malformed" }],
    ["６２0123456789012345", { route: "malformed" }],
    ["", { route: "malformed" }],
  ])("%j", (text, expected) => {
    expect(scanPaymentCode(text)).toEqual(expected);
  });
});

describe("P10: a code lives 60 s", () => {
  test.each([
    ["of the future, within a phone's clock error", -30_000, { verdict: "live", codeSecond: SECOND }],
    ["of the future, beyond it", -30_001, { verdict: "unknown" }],
    ["of this second", 0, { verdict: "live", codeSecond: SECOND }],
    ["at its last instant", 60_000, { verdict: "live", codeSecond: SECOND }],
    ["a millisecond later", 60_001, { verdict: "expired" }],
    ["a day later", 86_400_000, { verdict: "expired" }],
    ["more than a day later", 86_400_001, { verdict: "unknown" }],
  ])("%s", (_, ageMs, expected) => {
    expect(judgedAt(ageMs)).toEqual(expected);
  });

  test("and says until when", () => {
    expect(expireTimeOf(SECOND)).toEqual(new Date((SECOND + 60) * 1000));
  });

  test("across the turn of the tick, every 10^8 seconds", () => {
    const turn = 1_800_000_000;
    expect(tickOf(turn)).toBe(0);
    for (const [second, nowSecond] of [
      [turn - 1, turn + 5],
      [turn + 5, turn - 1],
    ] as const)
      expect(judgeTail(aKey, tailAt(second), new Date(nowSecond * 1000))).toEqual({
        verdict: "live",
        codeSecond: second,
      });
  });

  test("a tail of another device is noise", () => {
    const other = { ...aKey, deviceSecret: Buffer.alloc(32, 9) };
    expect(judgeTail(other, tailAt(SECOND), new Date(SECOND * 1000))).toEqual({ verdict: "unknown" });
  });
});
