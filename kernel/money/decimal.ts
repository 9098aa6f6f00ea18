import { currencyExponent, type Money, money } from "./money.ts";

/** The amount that a text of major units says exactly, digit by digit (P17); undefined for a sign, an exponent, a digit too many after the point, or no number. */
export const parseDecimal = (text: string, currencyCode: string): Money | undefined => {
  const exponent = currencyExponent(currencyCode);
  const parts = /^(\d{1,15})(?:\.(\d+))?$/.exec(text);
  const fraction = parts?.[2] ?? "";
  if (!parts || fraction.length > exponent) return undefined;
  return money(BigInt(`${parts[1]}${fraction.padEnd(exponent, "0")}`), currencyCode);
};
