/** Goal: a slip of the pen is noticed. Method: numbers of the standard's own example and everything that can be mistyped in one. */
import { expect, test } from "@jest/globals";
import { isIdentityNumber } from "./identity-number.ts";

const TODAY = "2026-03-01";

test("X10: the standard's own example is one", () => {
  expect(isIdentityNumber("11010519491231002X", TODAY)).toBe(true);
});

test("X10: no other digit in any place, and no two neighbours exchanged", () => {
  const right = "11010519491231002X";
  for (let place = 0; place < 17; place++)
    for (const digit of "0123456789") {
      const typed = right.slice(0, place) + digit + right.slice(place + 1);
      expect(isIdentityNumber(typed, TODAY)).toBe(typed === right);
    }
  for (let place = 0; place < 16; place++) {
    const [a, b] = [right[place]!, right[place + 1]!];
    const typed = right.slice(0, place) + b + a + right.slice(place + 2);
    expect(isIdentityNumber(typed, TODAY)).toBe(typed === right);
  }
});

test.each(["", "11010519491231002x", "1101051949123100", "110105194912310021", " 11010519491231002X"])(
  "%j is none",
  (text) => {
    expect(isIdentityNumber(text, TODAY)).toBe(false);
  },
);

test("who is not born yet has none", () => {
  expect(isIdentityNumber("11010519491231002X", "1949-12-30")).toBe(false);
  expect(isIdentityNumber("11010519491231002X", "1949-12-31")).toBe(true);
});
