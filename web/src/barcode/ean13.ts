/** The check digit of twelve digits: odd places count once, even places three times (GS1 General Specifications 7.9.1). */
const checkDigit = (twelve: string): number => {
  let sum = 0;
  for (let place = 0; place < 12; place++) sum += Number(twelve[place]) * (place % 2 === 0 ? 1 : 3);
  return (10 - (sum % 10)) % 10;
};

/** Whether a text is an EAN-13 with a right check digit. */
export const isEan13 = (text: string): boolean =>
  /^\d{13}$/.test(text) && checkDigit(text.slice(0, 12)) === Number(text[12]);
