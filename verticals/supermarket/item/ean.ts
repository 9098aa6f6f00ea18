/** EAN-13 (GS1 General Specifications 7.9): the digits alternate between weights 1 and 3 from the left, and the last one makes the sum a multiple of ten. */
const DIGITS = 13;

/** The check digit of the first twelve digits. */
export const ean13CheckDigit = (twelveDigits: string): number => {
  let sum = 0;
  for (let index = 0; index < DIGITS - 1; index++) sum += Number(twelveDigits[index]) * (index % 2 === 0 ? 1 : 3);
  return (10 - (sum % 10)) % 10;
};

/** Whether a text is 13 digits with the right check digit: V1. A misread digit or two neighbours swapped are nearly always found. */
export const isEan13 = (text: string): boolean =>
  /^[0-9]{13}$/.test(text) && ean13CheckDigit(text) === Number(text[DIGITS - 1]);
