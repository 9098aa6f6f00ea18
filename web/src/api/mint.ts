const ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ";

/** Characters by chance, five bits each; crypto.getRandomValues also works where the page is not a secure context. */
const randomText = (length: number): string =>
  Array.from(crypto.getRandomValues(new Uint8Array(length)), (byte) => ALPHABET[byte & 31]).join("");

/** A new idempotency key: 130 bits by chance. */
export const mintKey = (): string => `key_${randomText(26)}`;

/** A new basket id, made by the till (V3): 130 bits by chance. */
export const mintBasketId = (): string => `bsk_${randomText(26)}`;

/** A short name for a till that has none yet. */
export const mintTillId = (): string => `T-${randomText(4)}`;
