import { createHmac, createSecretKey } from "node:crypto";

/**
 * The wallet's payment code (P10): 18 digits that a phone computes offline and that the server resolves to a device and a second.
 *
 *     28 | device number, 8 digits | tail, 8 digits
 *
 * The tail is the second of issue, encrypted under the device's secret: a keyed permutation of 0 … 99,999,999, built as a balanced Feistel network of
 * ten rounds over two halves of four decimal digits, in the manner of NIST SP 800-38G's FF1. As a permutation it can be inverted, so the server learns
 * the second from the code instead of trying the last ninety, and each of a device's codes names exactly one second.
 * The web's wallet page computes the same code by itself; both are held to proto/vectors/payment-code.json.
 */
const PREFIX = "28";
const VERSION = 1;
const ROUNDS = 10;
const HALF = 10_000;
/** Seconds are counted modulo 10^8 (3.17 years): what eight digits can carry. */
const TICKS = 100_000_000;

/** How long a code lives after its own second (P10). */
const PAYMENT_CODE_LIFETIME_S = 60;
/** How far a phone's clock, or an issuing server, may run ahead. */
export const PAYMENT_CODE_LEAD_S = 30;
/** Until when a code that is too old is told apart from one that never was. */
const REMEMBERED_S = 24 * 60 * 60;

/** What makes a device's codes: eight digits that anyone may see, and 32 bytes that nobody else has. */
export interface CodeKey {
  readonly deviceNumber: string;
  readonly deviceSecret: Uint8Array;
}

/** The round function of a key: what is added to the left half, 0 … 9,999. (A key object makes each HMAC five times cheaper than raw bytes.) */
const roundsOf = (key: CodeKey): ((round: number, right: number) => number) => {
  const secret = createSecretKey(key.deviceSecret);
  const input = Buffer.alloc(12);
  input.writeUInt8(VERSION, 0);
  input.write(key.deviceNumber, 2, 8, "ascii");
  return (round, right) => {
    input.writeUInt8(round, 1);
    input.writeUInt16BE(right, 10);
    return createHmac("sha256", secret).update(input).digest().readUInt32BE(0) % HALF;
  };
};

const fourDigits = (half: number): string => half.toString().padStart(4, "0");

/** The tick that a second has in a code: seconds since 1970, modulo 10^8. */
export const tickOf = (unixSeconds: number): number => unixSeconds % TICKS;

/** The code of a device at a tick. */
export const computePaymentCode = (key: CodeKey, tick: number): string => {
  const roundValue = roundsOf(key);
  let left = Math.floor(tick / HALF);
  let right = tick % HALF;
  for (let round = 0; round < ROUNDS; round++) [left, right] = [right, (left + roundValue(round, right)) % HALF];
  return `${PREFIX}${key.deviceNumber}${fourDigits(left)}${fourDigits(right)}`;
};

/** The tick that a tail of eight digits hides. Every tail costs the same ten rounds, so the time taken tells nothing of the result. */
export const invertTail = (key: CodeKey, tail: string): number => {
  const roundValue = roundsOf(key);
  let left = Number(tail.slice(0, 4));
  let right = Number(tail.slice(4));
  for (let round = ROUNDS - 1; round >= 0; round--)
    [left, right] = [(right - roundValue(round, left) + HALF) % HALF, left];
  return left * HALF + right;
};

/** Where a scanned text belongs by its form alone (P11), before any look-up. */
export type ScannedCode =
  | { readonly route: "own"; readonly deviceNumber: string; readonly tail: string }
  /** The form of our wallet, but not one that it issues. */
  | { readonly route: "unissued" }
  /** Another wallet's: 10-15 first and 18 digits (WeChat-like), or 62 first and 19 digits (UnionPay-like). */
  | { readonly route: "foreign"; readonly channelId: "wechat-like" | "unionpay-like"; readonly code: string }
  | { readonly route: "malformed" };

/** Reads a scanned text by its form (P11). */
export const scanPaymentCode = (text: string): ScannedCode => {
  if (/^28\d{16}$/.test(text)) return { route: "own", deviceNumber: text.slice(2, 10), tail: text.slice(10) };
  if (/^(25|26|27|28|29|30)\d{14,22}$/.test(text)) return { route: "unissued" };
  if (/^1[0-5]\d{16}$/.test(text)) return { route: "foreign", channelId: "wechat-like", code: text };
  if (/^62\d{17}$/.test(text)) return { route: "foreign", channelId: "unionpay-like", code: text };
  return { route: "malformed" };
};

/** A code's second (since 1970) nearest to `now`, as its tick repeats every 10^8 seconds. */
const nearestSecond = (tick: number, nowSeconds: number): number => {
  const behind = (tickOf(nowSeconds) - tick + TICKS) % TICKS;
  return nowSeconds - (behind > TICKS / 2 ? behind - TICKS : behind);
};

/** When a code of that second dies (P10): 60 s after it. */
export const expireTimeOf = (codeSecond: number): Date => new Date((codeSecond + PAYMENT_CODE_LIFETIME_S) * 1000);

/** What a tail says at an instant: alive with its second, too old, or noise (a wrong tail hits a live second once in about a million tries). */
export type JudgedCode =
  | { readonly verdict: "live"; readonly codeSecond: number }
  | { readonly verdict: "expired" }
  | { readonly verdict: "unknown" };

/** Inverts a device's tail and judges its second at `now`. */
export const judgeTail = (key: CodeKey, tail: string, now: Date): JudgedCode => {
  const nowMs = now.getTime();
  const codeSecond = nearestSecond(invertTail(key, tail), Math.floor(nowMs / 1000));
  const ageS = nowMs / 1000 - codeSecond;
  if (ageS < -PAYMENT_CODE_LEAD_S || ageS > REMEMBERED_S) return { verdict: "unknown" };
  if (ageS > PAYMENT_CODE_LIFETIME_S) return { verdict: "expired" };
  return { verdict: "live", codeSecond };
};
