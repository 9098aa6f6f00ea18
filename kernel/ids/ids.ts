import { hash, randomBytes } from "node:crypto";

/**
 * Typed, sortable ids: `<prefix>_<26 characters>`, of which the first 10 are the millisecond of birth and the other 16 are 80 bits, all in
 * Crockford's base 32 (the layout of a ULID). The prefix is the type: `trd_` is a trade wherever it is seen.
 */
const ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ";

/** Ten digits reach further than a Date does. */
const MAX_TIME_MS = 8.64e15;

/** A whole number below 2^53 in so many digits, five bits each. */
const encode = (value: number, length: number): string => {
  let rest = value;
  let text = "";
  for (let index = 0; index < length; index++) {
    text = (ALPHABET[rest % 32] as string) + text;
    rest = Math.floor(rest / 32);
  }
  return text;
};

const compose = (prefix: string, now: Date, bytes: Buffer): string =>
  `${prefix}_${encode(now.getTime(), 10)}${encode(bytes.readUIntBE(0, 5), 8)}${encode(bytes.readUIntBE(5, 5), 8)}`;

/** A new id by chance. For things that are not the effect of a retried request. */
export const newId = (prefix: string, now: Date): string => compose(prefix, now, randomBytes(10));

/**
 * The id that a request's key determines (P16): a retry that runs while the first attempt is still unknown to it makes the same tail.
 * The parts are hashed with their lengths, so ("a", "bc") and ("ab", "c") differ.
 */
export const deriveId = (prefix: string, now: Date, ...parts: string[]): string => {
  const text = parts.map((part) => `${part.length}:${part}`).join("");
  return compose(prefix, now, hash("sha256", text, "buffer"));
};

/**
 * The millisecond of birth that an id or key of this layout carries; the beginning of 1970 for any other text. Whatever is filed under a client's key is
 * filed in this order, so that what is written at the same time stands side by side in an index: keys by chance touch a page of their own each.
 */
export const birthOf = (text: string): Date => {
  const [, digits = ""] = /^[a-z]{2,8}_([0-9A-HJKMNP-TV-Z]{10})[0-9A-HJKMNP-TV-Z]{16}$/.exec(text) ?? [];
  return new Date([...digits].reduce((value, digit) => value * 32 + ALPHABET.indexOf(digit), 0) % MAX_TIME_MS);
};

/** Whether a text has the shape of an id of that type: the prefix, `_`, then 4 to 40 letters and digits. */
export const isId = (prefix: string, text: string): boolean =>
  text.startsWith(`${prefix}_`) && /^[0-9A-Za-z]{4,40}$/.test(text.slice(prefix.length + 1));
