/** What is drawn is what a scanner reads: the bars are laid out as a row of pixels and decoded by ZXing. */
import { expect, test } from "@jest/globals";
import { BitArray, Code128Reader } from "@zxing/library";
import { code128Bars } from "./code128.ts";

const QUIET_MODULES = 10;
const PIXELS = 2;

const read = (text: string): string => {
  const { width, bars } = code128Bars(text);
  const row = new BitArray((width + 2 * QUIET_MODULES) * PIXELS);
  for (const bar of bars) {
    for (let pixel = 0; pixel < bar.width * PIXELS; pixel++) row.set((QUIET_MODULES + bar.left) * PIXELS + pixel);
  }
  return new Code128Reader().decodeRow(0, row, new Map()).getText();
};

test.each(["281234567800000001", "280000000099999999", "289999999912345678"])("Y2: %s is read back", (code) => {
  expect(read(code)).toBe(code);
});

test("18 digits take 134 modules, so a bar is two pixels or more on a phone", () => {
  expect(code128Bars("281234567800000001").width).toBe(134);
});
