/** Codes of coupons: their shape, what is forgiven, and that no slip of a finger gives another good code. */
import { expect, test } from "@jest/globals";
import fc from "fast-check";
import { newCouponCode, parseCouponCode } from "./coupon-code.ts";

const ALPHABET = [..."0123456789ABCDEFGHJKMNPQRSTVWXYZ"];
const code = fc.constant(undefined).map(newCouponCode);

test("twelve characters, no payment code and no EAN, and never the same", () => {
  const made = new Set(Array.from({ length: 1_000 }, newCouponCode));
  expect(made.size).toBe(1_000);
  for (const one of made) expect(one).toMatch(/^K[0-9A-HJKMNP-TV-Z]{11}$/);
});

test("M6: typed in small letters, with blanks and hyphens, with O, I and L", () => {
  const one = newCouponCode();
  expect(parseCouponCode(one)).toBe(one);
  expect(parseCouponCode(` ${one.slice(0, 4)}-${one.slice(4, 8)} ${one.slice(8).toLowerCase()} `)).toBe(one);
  expect(parseCouponCode(one.replaceAll("0", "o").replaceAll("1", "l"))).toBe(one);
});

test("M6: one wrong character is never another coupon's code", () => {
  const place = fc.integer({ min: 1, max: 11 });
  fc.assert(
    fc.property(code, place, fc.constantFrom(...ALPHABET), (one, at, wrong) => {
      fc.pre(one[at] !== wrong);
      expect(parseCouponCode(one.slice(0, at) + wrong + one.slice(at + 1))).toBeUndefined();
    }),
  );
});

test("M6: nor are two swapped ones, wherever they stand", () => {
  const place = fc.integer({ min: 1, max: 11 });
  fc.assert(
    fc.property(code, place, place, (one, a, b) => {
      fc.pre(one[a] !== one[b]);
      const swapped = [...one];
      [swapped[a], swapped[b]] = [swapped[b]!, swapped[a]!];
      expect(parseCouponCode(swapped.join(""))).toBeUndefined();
    }),
  );
});

test.each(["", "K", "281234567800000001", "6902856001016", "K00000000000U", "X00000000000", "K0000000000!"])(
  "%j is no code",
  (text) => expect(parseCouponCode(text)).toBeUndefined(),
);
