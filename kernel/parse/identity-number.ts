/** Weights of the first seventeen digits and the check characters by the weighted sum modulo 11 (GB 11643-1999, ISO 7064 MOD 11-2). */
const WEIGHTS = [7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2];
const CHECKS = "10X98765432";

const checkOf = (digits: string): string =>
  CHECKS[WEIGHTS.reduce((sum, weight, index) => sum + weight * Number(digits[index]), 0) % 11] as string;

/** Whether the digits 7 to 14 are a day that has been, in China. */
const isPastDay = (digits: string, today: string): boolean => {
  const day = `${digits.slice(6, 10)}-${digits.slice(10, 12)}-${digits.slice(12, 14)}`;
  const parsed = new Date(`${day}T00:00:00Z`);
  return !Number.isNaN(parsed.getTime()) && parsed.toISOString().startsWith(day) && day >= "1900-01-01" && day <= today;
};

/**
 * Whether a text is the number of an identity card: 17 digits and their check character, with a day of birth that has been.
 * @param today `yyyy-MM-dd` in China
 */
export const isIdentityNumber = (text: string, today: string): boolean =>
  /^\d{17}[\dX]$/.test(text) && isPastDay(text, today) && checkOf(text) === text[17];
