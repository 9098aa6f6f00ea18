const ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ";

/** Characters by chance, five bits each; crypto.getRandomValues also works where the page is not a secure context. */
const randomText = (length: number): string =>
  Array.from(crypto.getRandomValues(new Uint8Array(length)), (byte) => ALPHABET[byte & 31]).join("");

/** The millisecond in ten characters, as the platform's own ids begin: what is minted at the same time then stands side by side in its indexes. */
const timeText = (): string => {
  let rest = Date.now();
  let text = "";
  for (let index = 0; index < 10; index++, rest = Math.floor(rest / 32)) text = ALPHABET[rest % 32] + text;
  return text;
};

/** A new idempotency key: the time, then 80 bits by chance. */
export const mintKey = (): string => `key_${timeText()}${randomText(16)}`;

/** A new basket id, made by the till (V3): the time, then 80 bits by chance. */
export const mintBasketId = (): string => `bsk_${timeText()}${randomText(16)}`;

/** A new vend's id, made by the kiosk: the time, then 80 bits by chance. */
export const mintVendOrderId = (): string => `vnd_${timeText()}${randomText(16)}`;

/** A new trade's id at its merchant, made by the desk: the time, then 80 bits by chance. */
export const mintTradeId = (): string => `C${timeText()}${randomText(16)}`;

/** A new id of that type, for what a restaurant's phone or pad makes: the time, then 80 bits by chance. */
export const mintId = (prefix: "tkt" | "lin" | "spl" | "rfn"): string => `${prefix}_${timeText()}${randomText(16)}`;

/** A new entry's id in a window's menu: 40 bits by chance, in the letters that the contract has for it. */
export const mintEntryId = (): string => `e-${randomText(8).toLowerCase()}`;

/** A short name for a till that has none yet. */
export const mintTillId = (): string => `T-${randomText(4)}`;
