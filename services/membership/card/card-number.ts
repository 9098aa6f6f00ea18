import { randomInt } from "node:crypto";

/** Card numbers have so many digits, the last of which is the check digit: goods have 8 or 13, payment codes 18. */
const DIGITS = 16;

/** The check digit of Luhn (ISO/IEC 7812-1) that follows these digits. */
export const luhnDigit = (digits: string): string => {
  const sum = [...digits].reverse().reduce((total, digit, index) => {
    const value = Number(digit) * (index % 2 === 0 ? 2 : 1);
    return total + (value > 9 ? value - 9 : value);
  }, 0);
  return String((10 - (sum % 10)) % 10);
};

/** A number by chance: it tells neither how many members there are nor who came next. The store refuses one that is taken. */
export const aCardNumber = (prefix: string): string => {
  const chance = Array.from({ length: DIGITS - prefix.length - 1 }, () => randomInt(10)).join("");
  return `${prefix}${chance}${luhnDigit(prefix + chance)}`;
};

/** A number as others may see it. */
export const maskNumber = (number: string): string => `****${number.slice(-4)}`;
