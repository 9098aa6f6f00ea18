/** EAN-13: known good numbers pass, and every single wrong digit is caught. */
import { expect, test } from "@jest/globals";
import { isEan13 } from "./ean13.ts";

const GOOD = ["6901234567892", "4006381333931", "9780201379624", "0012345678905"];

test.each(GOOD)("%s is right", (barcode) => {
  expect(isEan13(barcode)).toBe(true);
});

test("every single wrong digit is caught", () => {
  for (const barcode of GOOD) {
    for (let place = 0; place < 13; place++) {
      for (let digit = 0; digit < 10; digit++) {
        if (String(digit) === barcode[place]) continue;
        expect(isEan13(barcode.slice(0, place) + digit + barcode.slice(place + 1))).toBe(false);
      }
    }
  }
});

test.each(["", "690123456789", "69012345678920", "690123456789x", "６９０１２３４５６７８９２"])(
  "%p is none",
  (text) => {
    expect(isEan13(text)).toBe(false);
  },
);
