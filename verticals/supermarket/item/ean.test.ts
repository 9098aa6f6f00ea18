/** The EAN-13 check digit against real codes, and what it finds. */
import { describe, expect, test } from "@jest/globals";
import fc from "fast-check";
import { ean13CheckDigit, isEan13 } from "./ean.ts";

const twelveDigits = fc.stringMatching(/^[0-9]{12}$/);

test.each(["4006381333931", "5901234123457", "9780201379624", "6901028075831", "0000000000000"])(
  "V1: %s is right",
  (code) => {
    expect(isEan13(code)).toBe(true);
  },
);

test.each([
  ["a wrong check digit", "4006381333932"],
  ["12 digits", "400638133393"],
  ["14 digits", "40063813339310"],
  ["a letter", "400638133393X"],
  ["full-width digits", "４００６３８１３３３９３１"],
  ["blanks", " 4006381333931"],
  ["nothing", ""],
])("V1: %s is refused", (_what, text) => {
  expect(isEan13(text)).toBe(false);
});

describe("properties", () => {
  test("V1: every twelve digits have exactly one check digit", () => {
    fc.assert(
      fc.property(twelveDigits, (digits) => {
        const right = Array.from({ length: 10 }, (_, check) => isEan13(`${digits}${check}`)).filter(Boolean);
        expect(right).toHaveLength(1);
      }),
    );
  });

  test("V1: every single misread digit is found", () => {
    fc.assert(
      fc.property(twelveDigits, fc.nat(12), fc.integer({ min: 1, max: 9 }), (digits, place, shift) => {
        const code = `${digits}${ean13CheckDigit(digits)}`;
        const misread = String((Number(code[place]) + shift) % 10);
        expect(isEan13(code.slice(0, place) + misread + code.slice(place + 1))).toBe(false);
      }),
    );
  });

  test("V1: two neighbours swapped are found unless they differ by five", () => {
    fc.assert(
      fc.property(twelveDigits, fc.nat(11), (digits, place) => {
        const code = `${digits}${ean13CheckDigit(digits)}`;
        const [a, b] = [Number(code[place]), Number(code[place + 1])];
        const swapped = `${code.slice(0, place)}${b}${a}${code.slice(place + 2)}`;
        expect(isEan13(swapped)).toBe(a === b || Math.abs(a - b) === 5);
      }),
    );
  });
});
