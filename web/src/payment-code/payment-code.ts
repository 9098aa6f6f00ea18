import { hmac } from "@noble/hashes/hmac.js";
import { sha256 } from "@noble/hashes/sha2.js";

/**
 * The payment code of a phone, computed without a network: "28", the device's number, and a keyed permutation of the second (FEATURES Y2, Y12).
 * The payments service computes the same on its own; both are held to proto/vectors/payment-code.json.
 */
const PREFIX = "28";
const VERSION = 1;
const ROUNDS = 10;
const HALF = 10_000;
const TICKS = HALF * HALF;

/** What a registered phone keeps. */
export interface CodeDevice {
  /** Eight digits that name the device inside its codes. */
  deviceNumber: string;
  /** 32 bytes, base64url. Never leaves the phone. */
  deviceSecret: string;
}

/** The bytes of an unpadded base64url text. Throws a RangeError on any other text. */
export const bytesFromBase64url = (text: string): Uint8Array => {
  if (!/^[A-Za-z0-9_-]*={0,2}$/.test(text)) throw new RangeError("not base64url");
  const binary = atob(text.replaceAll("-", "+").replaceAll("_", "/").replaceAll("=", ""));
  return Uint8Array.from(binary, (character) => character.charCodeAt(0));
};

/** One round's number, 0 to 9999: the first four bytes of the HMAC over version, round, device number and right half. */
const roundNumber = (secret: Uint8Array, deviceNumber: string, round: number, right: number): number => {
  const message = Uint8Array.from([
    VERSION,
    round,
    ...Array.from(deviceNumber, (digit) => digit.charCodeAt(0)),
    right >> 8,
    right & 0xff,
  ]);
  const digest = hmac(sha256, secret, message);
  return new DataView(digest.buffer, digest.byteOffset).getUint32(0) % HALF;
};

const digits4 = (half: number): string => half.toString().padStart(4, "0");

/** The 18 digits of a device for a tick (a whole second since 1970). Each tick gives another code; a code tells nothing about the next. */
export const computePaymentCode = (device: CodeDevice, tick: number): string => {
  if (!/^\d{8}$/.test(device.deviceNumber)) throw new RangeError("deviceNumber: eight digits expected");
  if (!Number.isSafeInteger(tick) || tick < 0) throw new RangeError("tick: a whole number of seconds expected");
  const secret = bytesFromBase64url(device.deviceSecret);
  let left = Math.floor((tick % TICKS) / HALF);
  let right = tick % HALF;
  for (let round = 0; round < ROUNDS; round++) {
    [left, right] = [right, (left + roundNumber(secret, device.deviceNumber, round, right)) % HALF];
  }
  return `${PREFIX}${device.deviceNumber}${digits4(left)}${digits4(right)}`;
};

/** The digits as people read them: groups of four. */
export const groupDigits = (code: string): string => code.replace(/(\d{4})(?=\d)/g, "$1 ");
