/** The sum of Luhn's check (ISO/IEC 7812-1): from the right, every second digit is doubled and its digits are added. */
const luhnSum = (digits: string): number =>
  [...digits].reverse().reduce((sum, digit, index) => {
    const value = Number(digit) * (index % 2 === 0 ? 1 : 2);
    return sum + (value > 9 ? value - 9 : value);
  }, 0);

/** Whether a card number's last digit is its check digit. */
export const passesLuhn = (cardNumber: string): boolean => luhnSum(cardNumber) % 10 === 0;

/** The number with its check digit. */
export const withLuhnDigit = (digits: string): string => `${digits}${(10 - (luhnSum(`${digits}0`) % 10)) % 10}`;
