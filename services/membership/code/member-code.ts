import { createHmac, randomBytes, timingSafeEqual } from "node:crypto";
import { MEMBER_CODE } from "../config.ts";

/**
 * The code that a phone shows at the till (M7): `M`, then 8 characters that name the card, 9 that tell the millisecond at which the code was made, and 8 (40 bits)
 * of a keyed hash over both, in Crockford's base 32. A till tells it by its letter from goods (8 or 13 digits), payment codes (16 to 24 digits) and card numbers
 * (16 digits); as Code 128 it is as wide as a thumb can show. Nothing is stored when it is made: the card's secret makes it, and its use is what is remembered.
 */
const ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ";
const SHAPE = /^M([0-9A-HJKMNP-TV-Z]{8})([0-9A-HJKMNP-TV-Z]{9})([0-9A-HJKMNP-TV-Z]{8})$/;
const CARD_DIGITS = 8;
const TIME_DIGITS = 9;
const MAC_DIGITS = 8;
const MAC_BYTES = 5;
/** Of the hash's input, so that the secret can make other things one day. */
const VERSION = "paywindow member code 1";

const encode = (value: number, digits: number): string => {
  let rest = value;
  let text = "";
  for (let index = 0; index < digits; index++) {
    text = (ALPHABET[rest % 32] as string) + text;
    rest = Math.floor(rest / 32);
  }
  return text;
};

const decode = (text: string): number => [...text].reduce((value, digit) => value * 32 + ALPHABET.indexOf(digit), 0);

const macOf = (secret: Uint8Array, codeNumber: string, time: string): string => {
  const bytes = createHmac("sha256", secret).update(`${VERSION}:${codeNumber}:${time}`).digest();
  return encode(bytes.readUIntBE(0, MAC_BYTES), MAC_DIGITS);
};

/** What names a card inside its codes: 40 bits by chance. */
export const aCodeNumber = (): string => encode(randomBytes(MAC_BYTES).readUIntBE(0, MAC_BYTES), CARD_DIGITS);

/** The code of a card at an instant. */
export const memberCodeOf = (secret: Uint8Array, codeNumber: string, now: Date): string => {
  const time = encode(now.getTime(), TIME_DIGITS);
  return `M${codeNumber}${time}${macOf(secret, codeNumber, time)}`;
};

/** A code's parts, not yet proved. */
export interface ReadCode {
  readonly codeNumber: string;
  readonly time: string;
  readonly mac: string;
}

/** The parts of what a till has read; undefined for a text that is no member code. Small letters are as good. */
export const readCode = (text: string): ReadCode | undefined => {
  const [, codeNumber, time, mac] = SHAPE.exec(text.toUpperCase()) ?? [];
  return codeNumber && time && mac ? { codeNumber, time, mac } : undefined;
};

/** Whether the card's secret made the code; in constant time. */
export const isGenuine = (secret: Uint8Array, { codeNumber, time, mac }: ReadCode): boolean =>
  timingSafeEqual(Buffer.from(macOf(secret, codeNumber, time)), Buffer.from(mac));

/** Whether a genuine code may be used now. One from further ahead than two clocks may differ is not known. */
export const judgeAge = ({ time }: ReadCode, now: Date): "fresh" | "MEMBER_CODE_EXPIRED" | "MEMBER_CODE_UNKNOWN" => {
  const age = now.getTime() - decode(time);
  if (age >= MEMBER_CODE.lifetimeMs) return "MEMBER_CODE_EXPIRED";
  return age < -MEMBER_CODE.aheadMs ? "MEMBER_CODE_UNKNOWN" : "fresh";
};
