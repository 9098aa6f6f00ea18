import type { Money } from "../../proto/gen/paywindow/common/v1/money.ts";

export type { Money };

/** Digits after the point per currency (ISO 4217): P17. */
const EXPONENTS: ReadonlyMap<string, number> = new Map([
  ["CNY", 2],
  ["HKD", 2],
  ["USD", 2],
  ["EUR", 2],
  ["JPY", 0],
  ["KWD", 3],
]);

/** The largest amount that a contract carries (int64). */
export const MAX_MINOR_UNITS = 9_223_372_036_854_775_807n;

export const isKnownCurrency = (code: string): boolean => EXPONENTS.has(code);

/** Digits after the decimal point of a known currency. */
export const currencyExponent = (code: string): number => {
  const exponent = EXPONENTS.get(code);
  if (exponent === undefined) throw new RangeError(`unknown currency ${code}`);
  return exponent;
};

export const money = (minorUnits: bigint, currencyCode: string): Money => ({ minorUnits, currencyCode });

const sameCurrency = (a: Money, b: Money): string => {
  if (a.currencyCode !== b.currencyCode) throw new RangeError(`${a.currencyCode} and ${b.currencyCode} do not mix`);
  return a.currencyCode;
};

/** An amount within int64, or a RangeError: an overflow is never wrapped (P17). */
const checked = (minorUnits: bigint, currencyCode: string): Money => {
  if (minorUnits > MAX_MINOR_UNITS || minorUnits < -MAX_MINOR_UNITS) throw new RangeError("amount beyond int64");
  return { minorUnits, currencyCode };
};

export const addMoney = (a: Money, b: Money): Money => checked(a.minorUnits + b.minorUnits, sameCurrency(a, b));

export const subtractMoney = (a: Money, b: Money): Money => checked(a.minorUnits - b.minorUnits, sameCurrency(a, b));

export const multiplyMoney = (a: Money, factor: number): Money => {
  if (!Number.isSafeInteger(factor)) throw new RangeError("an amount is multiplied by an integer only");
  return checked(a.minorUnits * BigInt(factor), a.currencyCode);
};

export const equalMoney = (a: Money, b: Money): boolean =>
  a.minorUnits === b.minorUnits && a.currencyCode === b.currencyCode;

/** The amount in major units, with all digits of its currency and without its name: `10.50`. */
export const decimalOf = ({ minorUnits, currencyCode }: Money): string => {
  const exponent = currencyExponent(currencyCode);
  const sign = minorUnits < 0n ? "-" : "";
  const digits = (minorUnits < 0n ? -minorUnits : minorUnits).toString().padStart(exponent + 1, "0");
  const point = digits.length - exponent;
  return exponent === 0 ? sign + digits : `${sign}${digits.slice(0, point)}.${digits.slice(point)}`;
};

/** For people and logs: `10.50 CNY`. */
export const formatMoney = (amount: Money): string => `${decimalOf(amount)} ${amount.currencyCode}`;
