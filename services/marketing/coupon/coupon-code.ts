import { randomBytes } from "node:crypto";

/**
 * What a till scans or types of a coupon: `K`, ten characters by chance, and a check character. The alphabet (Crockford's: no I, L, O, U) has 32 characters,
 * so the code has 50 bits that cannot be guessed, and looks like no payment code and no EAN, which are digits. The check character is a sum over GF(32) in
 * which every place has a factor of its own (the powers of a primitive element): a wrong character, and any two that are swapped, never check out.
 */
const ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ";
const PREFIX = "K";
const RANDOM_LENGTH = 10;
const SHAPE = /^K[0-9A-HJKMNP-TV-Z]{11}$/;
/** x^5 + x^2 + 1 is primitive over GF(2). */
const POLYNOMIAL = 0b100101;
const FIELD_SIZE = 32;

/** Ten characters of the alphabet, each of five bits of chance. */
const randomText = (): string => [...randomBytes(RANDOM_LENGTH)].map((byte) => ALPHABET[byte % FIELD_SIZE]).join("");

/** The value times x in GF(32). */
const shifted = (value: number): number => {
  const doubled = value << 1;
  return doubled & FIELD_SIZE ? doubled ^ POLYNOMIAL : doubled;
};

/** Horner's rule: each place's factor is x to the power of its distance from the end, which differs for up to 31 places. */
const checkCharacterOf = (text: string): string => {
  let sum = 0;
  for (const character of text) sum = shifted(sum ^ ALPHABET.indexOf(character));
  return ALPHABET[sum] as string;
};

export const newCouponCode = (): string => {
  const text = PREFIX + randomText();
  return text + checkCharacterOf(text);
};

/** A code as people type it, in its one right form: small letters, blanks, hyphens, and O, I and L for 0 and 1 are let pass. Undefined where it cannot be one. */
export const parseCouponCode = (typed: string): string | undefined => {
  const code = typed.toUpperCase().replace(/[\s-]/g, "").replaceAll("O", "0").replace(/[IL]/g, "1");
  if (!SHAPE.test(code)) return undefined;
  return checkCharacterOf(code.slice(0, -1)) === code.at(-1) ? code : undefined;
};
