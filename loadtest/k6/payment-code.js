/** The wallet's payment code as a phone computes it (proto/vectors/payment-code.json), in what k6 offers. */
import crypto from "k6/crypto";
import { b64decode } from "k6/encoding";

const ROUNDS = 10;
const HALF = 10000;
const TICKS = 100000000;

/** The round function: what is added to the left half. */
const roundValue = (secret, deviceNumber, round, right) => {
  const input = new Uint8Array(12);
  input[0] = 1;
  input[1] = round;
  for (let index = 0; index < 8; index++) input[2 + index] = deviceNumber.charCodeAt(index);
  input[10] = right >> 8;
  input[11] = right & 255;
  const digest = crypto.hmac("sha256", secret, input.buffer, "binary");
  return new DataView(digest).getUint32(0) % HALF;
};

const fourDigits = (half) => String(half).padStart(4, "0");

/** The code of a device (`{deviceNumber, deviceSecret: base64url}`) for a second since 1970. */
export const paymentCode = ({ deviceNumber, deviceSecret }, unixSecond) => {
  const secret = b64decode(deviceSecret, "rawurl");
  const tick = unixSecond % TICKS;
  let left = Math.floor(tick / HALF);
  let right = tick % HALF;
  for (let round = 0; round < ROUNDS; round++)
    [left, right] = [right, (left + roundValue(secret, deviceNumber, round, right)) % HALF];
  return `28${deviceNumber}${fourDigits(left)}${fourDigits(right)}`;
};
