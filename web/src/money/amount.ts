import type { Amount } from "../api/json.ts";

/** Digits after the point of the currencies that Money knows (ISO 4217). */
const EXPONENTS: Readonly<Record<string, number>> = { CNY: 2, HKD: 2, USD: 2, EUR: 2, JPY: 0, KWD: 3 };

const SYMBOLS: Readonly<Record<string, string>> = { CNY: "¥", HKD: "HK$", USD: "$", EUR: "€", JPY: "JP¥" };

/** An amount from JSON, in which the zero and an absent amount look alike. */
export const amountOf = (json: Partial<Amount> | undefined): Amount => ({
  minorUnits: json?.minorUnits ?? "0",
  currencyCode: json?.currencyCode || "CNY",
});

export const isZero = (amount: Amount): boolean => BigInt(amount.minorUnits) === 0n;

/** A priced thing and how many of it. */
export interface Priced {
  unitPrice: Amount;
  quantity: number;
}

/** The sum of a basket. All its prices are in one currency (the supermarket refuses others). */
export const totalOf = (lines: readonly Priced[]): Amount => ({
  minorUnits: lines
    .reduce((sum, line) => sum + BigInt(line.unitPrice.minorUnits) * BigInt(line.quantity), 0n)
    .toString(),
  currencyCode: lines[0]?.unitPrice.currencyCode ?? "CNY",
});

/** The digits of an amount: `1,234.50`, or `-0.05`. */
export const formatDigits = ({ minorUnits, currencyCode }: Amount): string => {
  const exponent = EXPONENTS[currencyCode] ?? 0;
  const value = BigInt(minorUnits);
  const digits = (value < 0n ? -value : value).toString().padStart(exponent + 1, "0");
  const whole = digits.slice(0, digits.length - exponent).replace(/\B(?=(\d{3})+$)/g, ",");
  return `${value < 0n ? "-" : ""}${whole}${exponent ? `.${digits.slice(-exponent)}` : ""}`;
};

/** The sign before the digits: `¥`; a currency without a sign of its own is named: `KWD `. */
export const currencySign = (currencyCode: string): string => SYMBOLS[currencyCode] ?? `${currencyCode} `;

/** An amount for people: `¥1,234.50`. */
export const formatAmount = (amount: Amount): string => {
  const digits = formatDigits(amount);
  const sign = currencySign(amount.currencyCode);
  return digits.startsWith("-") ? `-${sign}${digits.slice(1)}` : `${sign}${digits}`;
};
