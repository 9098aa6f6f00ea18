/** What takes the place of a secret in a log line or a span. */
const REDACTED = "[redacted]";

/** Names whose values are secrets wherever they stand, compared without case, `-` and `_`. */
const SECRET_NAMES = new Set([
  "authorization",
  "cookie",
  "setcookie",
  "password",
  "passphrase",
  "paymentcode",
  "devicesecret",
  "meshsecret",
  "secret",
  "token",
  "accesstoken",
  "refreshtoken",
  "idtoken",
  "xpaywindowmesh",
  "privatekey",
  "secretkey",
  "signingkey",
  "encryptionkey",
  "keymaterial",
  "paymentpassword",
  "newpaymentpassword",
  "phonecode",
  "authcode",
  "appauthcode",
  "appauthtoken",
  "apprefreshtoken",
  "aeskey",
]);

const isSecretName = (name: string): boolean => SECRET_NAMES.has(name.replaceAll(/[-_]/g, "").toLowerCase());

/** 16 to 24 digits, alone or in groups of four as a phone shows them: payment codes (18) and card numbers (16-19). Trace ids stand inside longer words. */
const LONG_DIGITS =
  /(?<!"spanId":")(?<![0-9A-Za-z_])(?:\d{16,24}|\d{4}(?:[ -]\d{4}){3,4}(?:[ -]\d{1,4})?)(?![0-9A-Za-z_])/g;
const JSON_WEB_TOKEN = /\beyJ[\w-]+\.[\w-]+\.[\w-]*/g;
const BEARER = /\b(Bearer|Basic)\s+[\w.~+/=-]+/gi;
const PEM = /-----BEGIN [A-Z ]+-----[\s\S]*?-----END [A-Z ]+-----/g;
/** The store names the values of a duplicate key in its message. */
const DUPLICATE_KEY = /dup key: \{[^}]*\}/g;

/** A text without what looks like a payment code, a card number, a token or a key. */
export const scrubText = (text: string): string =>
  text
    .replace(LONG_DIGITS, REDACTED)
    .replace(JSON_WEB_TOKEN, REDACTED)
    .replace(BEARER, `$1 ${REDACTED}`)
    .replace(PEM, REDACTED)
    .replace(DUPLICATE_KEY, `dup key: ${REDACTED}`);

const SECRET_JSON_TEXT = /"([\w-]{5,24})":("(?:[^"\\]|\\.)*"|-?\d+)/g;

/** A long number as a JSON value, which must stay JSON when it is taken out. */
const LONG_JSON_NUMBER = /(":)-?\d{16,24}(?=[,}])/g;

/** A line of JSON without secrets: by name where the value is a text or a number, and by look everywhere. */
export const scrubLine = (line: string): string => {
  const named = line.replace(SECRET_JSON_TEXT, (whole, name: string) =>
    isSecretName(name) ? `"${name}":"${REDACTED}"` : whole,
  );
  return scrubText(named.replace(LONG_JSON_NUMBER, `$1"${REDACTED}"`));
};

const MAX_DEPTH = 8;

/** A value without secrets, by name, at any depth down to 8; what lies deeper, and rings, are cut off. Buffers show only their length. */
export const scrubValue = (value: unknown, depth = 0): unknown => {
  if (typeof value === "bigint") return value.toString();
  if (typeof value !== "object" || value === null || value instanceof Date || value instanceof Error) return value;
  if (value instanceof Uint8Array) return `[${value.byteLength} bytes]`;
  if (depth >= MAX_DEPTH) return "[deep]";
  if ("toJSON" in value && typeof value.toJSON === "function") return scrubValue(value.toJSON(), depth + 1);
  if (Array.isArray(value)) return value.map((item) => scrubValue(item, depth + 1));
  const entries =
    value instanceof Map ? [...value].map(([key, item]) => [String(key), item] as const) : Object.entries(value);
  return Object.fromEntries(
    entries.map(([name, item]) => [
      name,
      isSecretName(name) && item !== undefined ? REDACTED : scrubValue(item, depth + 1),
    ]),
  );
};
