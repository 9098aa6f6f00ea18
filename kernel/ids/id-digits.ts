/**
 * Ids as decimal digits, for surfaces on which ids are numbers. An id's 26 characters (kernel/ids) are a millisecond and 80 bits: they become the civil date in
 * China (yyyyMMdd), the millisecond of that day (8 digits) and the 80 bits (25 digits), 41 digits that sort by birth. It is a change of writing and no cipher.
 */
const ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ";
const SHAPE = /^[0-9A-HJKMNP-TV-Z]{26}$/;
const DIGITS = /^(\d{4})(\d{2})(\d{2})(\d{8})(\d{25})$/;
const DAY_MS = 86_400_000;
const ZONE_MS = 8 * 3_600_000;
const TAIL_BITS = 80n;

const numberOf = (characters: string): bigint => {
  let value = 0n;
  for (const character of characters) value = value * 32n + BigInt(ALPHABET.indexOf(character));
  return value;
};

const charactersOf = (value: bigint): string => {
  let rest = value;
  let text = "";
  for (let index = 0; index < 26; index++) {
    text = ALPHABET[Number(rest % 32n)] + text;
    rest /= 32n;
  }
  return text;
};

/** The digits of an id; undefined for one that is not of the shape that kernel/ids makes. */
export const digitsOfId = (id: string): string | undefined => {
  const characters = id.slice(id.indexOf("_") + 1);
  if (!SHAPE.test(characters)) return undefined;
  const value = numberOf(characters);
  const local = Number(value >> TAIL_BITS) + ZONE_MS;
  const day = new Date(local - (local % DAY_MS)).toISOString().slice(0, 10).replaceAll("-", "");
  const tail = value & ((1n << TAIL_BITS) - 1n);
  return `${day}${String(local % DAY_MS).padStart(8, "0")}${tail.toString().padStart(25, "0")}`;
};

/** The id of that type whose digits these are; undefined where they are no id's. */
export const idOfDigits = (prefix: string, digits: string): string | undefined => {
  const parts = DIGITS.exec(digits);
  if (!parts) return undefined;
  const [, year, month, day, msOfDay, tail] = parts;
  const time = Date.UTC(Number(year), Number(month) - 1, Number(day)) + Number(msOfDay) - ZONE_MS;
  if (time < 0) return undefined;
  const id = `${prefix}_${charactersOf((BigInt(time) << TAIL_BITS) + BigInt(tail as string))}`;
  // The thirteenth month, the 25th hour and a tail beyond 80 bits have come out as something else.
  return digitsOfId(id) === digits ? id : undefined;
};
