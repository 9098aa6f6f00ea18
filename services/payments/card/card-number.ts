/** Whether digits end in their check digit (ISO/IEC 7812-1, Luhn): every second digit from the right doubled, the sum of all digits a multiple of ten. */
const passesLuhn = (digits: string): boolean => {
  const sum = [...digits].reverse().reduce((total, digit, index) => {
    const doubled = Number(digit) * (index % 2 === 1 ? 2 : 1);
    return total + (doubled > 9 ? doubled - 9 : doubled);
  }, 0);
  return sum % 10 === 0;
};

/** Whether a text is a card's number: 12 to 19 digits that end in their check digit. */
export const isCardNumber = (text: string): boolean => /^\d{12,19}$/.test(text) && passesLuhn(text);
