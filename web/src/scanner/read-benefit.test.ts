/** Codes of members and coupons are told from all else that a gun reads. */
import { expect, test } from "@jest/globals";
import { readBenefit } from "./read-benefit.ts";
import { readScan } from "./read-scan.ts";

const MEMBER = "M0123456789ABCDEFGHJKMNPQR";
const COUPON = "K0123456789A";

test("M7: a member's code; small letters, blanks and dashes do not count", () => {
  expect(readBenefit(MEMBER)).toEqual({ kind: "member", memberCode: MEMBER });
  expect(readBenefit(` ${MEMBER.toLowerCase()}`)).toEqual({ kind: "member", memberCode: MEMBER });
});

test("O6: a coupon's code, as it is scanned and as it is typed", () => {
  expect(readBenefit(COUPON)).toEqual({ kind: "coupon", couponCode: COUPON });
  expect(readBenefit("k012 3456-789a")).toEqual({ kind: "coupon", couponCode: COUPON });
});

test.each([
  ["an item's barcode", "6901234567892"],
  ["a payment code", "281234567812345678"],
  ["a member's code that is short", MEMBER.slice(0, -1)],
  ["a coupon's code with a letter that none has", "K0123456789U"],
  ["nothing", ""],
])("%s is neither", (_, text) => {
  expect(readBenefit(text)).toBeUndefined();
});

test.each([MEMBER, COUPON])("V2: %s is neither an item nor a payment code", (text) => {
  expect([readScan("item", text).kind, readScan("payment-code", text).kind]).toEqual(["refused", "refused"]);
});
