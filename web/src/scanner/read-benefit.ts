/** What lowers a price and is scanned like the rest: a member's code (M7), or a coupon's (O6). */
export type Benefit = { kind: "member"; memberCode: string } | { kind: "coupon"; couponCode: string };

/** M and 25 characters, K and 11: of the digits and the capital letters without I, L, O and U. */
const MEMBER_CODE = /^M[0-9A-HJKMNP-TV-Z]{25}$/;
const COUPON_CODE = /^K[0-9A-HJKMNP-TV-Z]{11}$/;

/**
 * A scanned or typed text as a member's or a coupon's code; undefined for all else. It is neither an item's barcode nor a payment code, which are digits only:
 * so it means the same on every screen, and V2's question does not arise. Spaces, dashes and small letters, as people type them, do not count.
 */
export const readBenefit = (scanned: string): Benefit | undefined => {
  const text = scanned.replace(/[\s-]/g, "").toUpperCase();
  if (MEMBER_CODE.test(text)) return { kind: "member", memberCode: text };
  return COUPON_CODE.test(text) ? { kind: "coupon", couponCode: text } : undefined;
};
