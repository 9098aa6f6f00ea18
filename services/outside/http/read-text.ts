/** A request that is not what the format asks for. The message names the field, never its value. */
export class BadRequest extends Error {
  override readonly name = "BadRequest";
}

/** Fields of a request, whatever was sent. */
export type Fields = Readonly<Record<string, unknown>>;

const isFields = (value: unknown): value is Fields =>
  typeof value === "object" && value !== null && !Array.isArray(value);

/** Reads a JSON object. @throws BadRequest */
export const readJson = (body: string): Fields => {
  try {
    const value: unknown = JSON.parse(body);
    if (isFields(value)) return value;
  } catch {
    // Told below like every other thing that is no object.
  }
  throw new BadRequest("body: a JSON object is needed");
};

/** An object inside another; empty where it is missing. */
export const partOf = (fields: Fields, name: string): Fields => {
  const value = fields[name];
  return isFields(value) ? value : {};
};

/** A text that the pattern matches. @throws BadRequest */
export const textOf = (fields: Fields, name: string, pattern: RegExp): string => {
  const value = fields[name];
  if (typeof value !== "string" || !pattern.test(value)) throw new BadRequest(`${name}: ${pattern} is needed`);
  return value;
};

/** A positive whole number of minor units, as JSON carries it. @throws BadRequest */
export const amountOf = (fields: Fields, name: string): bigint => {
  const value = fields[name];
  if (typeof value !== "number" || !Number.isSafeInteger(value) || value <= 0)
    throw new BadRequest(`${name}: a positive integer of fen is needed`);
  return BigInt(value);
};

/** The forms of what every acquirer sends. */
export const FORMS = {
  number: /^[0-9A-Za-z_|*@-]{6,64}$/,
  merchant: /^[0-9A-Za-z_-]{1,64}$/,
  currency: /^CNY$/,
  code: /^\d{16,24}$/,
  token: /^[0-9A-Za-z_-]{8,64}$/,
  url: /^https?:\/\/\S{1,240}$/,
} as const;
