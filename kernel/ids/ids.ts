import { createHash, randomBytes } from "node:crypto";

/**
 * Typed, sortable ids: `<prefix>_<26 characters>`, of which the first 10 are the millisecond of birth and the other 16 are 80 bits, all in
 * Crockford's base 32 (the layout of a ULID). The prefix is the type: `trd_` is a trade wherever it is seen.
 */
const ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ";

const encode = (value: bigint, length: number): string => {
  let rest = value;
  let text = "";
  for (let index = 0; index < length; index++) {
    text = ALPHABET[Number(rest & 31n)] + text;
    rest >>= 5n;
  }
  return text;
};

const bits80 = (bytes: Buffer): bigint => BigInt(`0x${bytes.subarray(0, 10).toString("hex")}`);

const compose = (prefix: string, now: Date, bytes: Buffer): string =>
  `${prefix}_${encode(BigInt(now.getTime()), 10)}${encode(bits80(bytes), 16)}`;

/** A new id by chance. For things that are not the effect of a retried request. */
export const newId = (prefix: string, now: Date): string => compose(prefix, now, randomBytes(10));

/**
 * The id that a request's key determines (P16): a retry that runs while the first attempt is still unknown to it makes the same tail.
 * The parts are hashed with their lengths, so ("a", "bc") and ("ab", "c") differ.
 */
export const deriveId = (prefix: string, now: Date, ...parts: string[]): string => {
  const hash = createHash("sha256");
  for (const part of parts) hash.update(`${part.length}:${part}`);
  return compose(prefix, now, hash.digest());
};

/** Whether a text has the shape of an id of that type: the prefix, `_`, then 4 to 40 letters and digits. */
export const isId = (prefix: string, text: string): boolean =>
  text.startsWith(`${prefix}_`) && /^[0-9A-Za-z]{4,40}$/.test(text.slice(prefix.length + 1));
