/** Goal: a mistyped card number goes nowhere. Method: known numbers, and every digit of one changed. */
import { expect, test } from "@jest/globals";
import { isCardNumber } from "./card-number.ts";

test.each(["4111111111111111", "5555555555554444", "6011111111111117", "378282246310005"])(
  "X10: %s is one",
  (number) => {
    expect(isCardNumber(number)).toBe(true);
  },
);

test.each(["", "4111111111111112", "41111111111", "4111 1111 1111 1111", "41111111111111111111", "４111111111111111"])(
  "X10: %j is none",
  (text) => {
    expect(isCardNumber(text)).toBe(false);
  },
);

test("no digit can be another", () => {
  const right = "4111111111111111";
  for (let place = 0; place < right.length; place++)
    for (const digit of "0123456789") {
      const typed = right.slice(0, place) + digit + right.slice(place + 1);
      expect(isCardNumber(typed)).toBe(typed === right);
    }
});
