import type { BasketMember } from "../../../proto/gen/paywindow/supermarket/v1/benefits.ts";
import type { Amount, Json } from "../api/json.ts";
import { totalOf } from "../money/amount.ts";
import type { TillLine } from "./basket.ts";
import type { Refusal, TillState } from "./till-state.ts";

/** The member whose card was read for the basket (M7), as the supermarket told. */
export interface TillMember {
  /** `****1234` */
  maskedCardNumber: string;
  levelName: string;
  levelNameEn: string;
  /** What each line costs less: 500 = 5 %. */
  discountBasisPoints: number;
}

/** What the platform said that a coupon does for a total: a discount, or why none. */
export type CouponWord =
  | { name: string; nameEn: string; discount: Amount }
  | { refusal: Pick<Refusal, "reason" | "detail"> };

/** A coupon that is to be used with the payment (O6). */
export interface TillCoupon {
  code: string;
  /** For which total the word was given, in minor units. Absent: there is none yet. */
  quotedFor?: string;
  word?: CouponWord;
}

/** What lowers the price of a basket. */
export interface Benefits {
  /** A member's code that the supermarket has not answered yet. Stored before it is sent, and forgotten with the answer. */
  memberCode?: string | undefined;
  member?: TillMember | undefined;
  coupon?: TillCoupon | undefined;
}

/** What changes them. */
export type BenefitAction =
  | { type: "memberScanned"; memberCode: string }
  | { type: "memberRead"; basketId: string; memberCode: string | undefined; member: TillMember | undefined }
  | { type: "memberRefused"; memberCode: string }
  /** The basket goes on under another id: the supermarket keeps the member of the one that has one. */
  | { type: "memberRemoved"; basketId: string }
  | { type: "couponAdded"; coupon: TillCoupon }
  | { type: "couponQuoted"; coupon: TillCoupon }
  | { type: "couponRemoved" };

/** The member of a basket's answer. */
export const memberOf = (member: Json<BasketMember> | undefined): TillMember | undefined =>
  member && {
    ...{ maskedCardNumber: member.maskedCardNumber ?? "", levelName: member.levelName ?? "" },
    ...{ levelNameEn: member.levelNameEn ?? "", discountBasisPoints: member.discountBasisPoints ?? 0 },
  };

/** The benefits alone, to be carried from screen to screen. */
export const benefitsOf = ({ memberCode, member, coupon }: TillState): Benefits => ({
  ...(memberCode !== undefined && { memberCode }),
  ...(member && { member }),
  ...(coupon && { coupon }),
});

export const hasBenefits = (state: TillState): boolean => Object.keys(benefitsOf(state)).length > 0;

/** What a line costs less for the member, in minor units: of the whole line, the fraction of a fen rounded off, as the supermarket takes it. Where it should take something else, the checkout says so (BASKET_CHANGED). */
const memberDiscountOf = ({ unitPrice, quantity }: TillLine, member: TillMember | undefined): bigint =>
  (BigInt(unitPrice.minorUnits) * BigInt(quantity) * BigInt(member?.discountBasisPoints ?? 0)) / 10_000n;

const less = ({ minorUnits, currencyCode }: Amount, discount: bigint): Amount => ({
  minorUnits: String(BigInt(minorUnits) - discount),
  currencyCode,
});

/** What a line costs, with the member's price where there is a member. */
export const lineTotalOf = (line: TillLine, member: TillMember | undefined): Amount =>
  less(totalOf([line]), memberDiscountOf(line, member));

/** What the member's level takes off the basket. */
export const memberSavingOf = ({ lines, member }: Pick<TillState, "lines" | "member">): Amount => ({
  minorUnits: String(lines.reduce((sum, line) => sum + memberDiscountOf(line, member), 0n)),
  currencyCode: totalOf(lines).currencyCode,
});

/** What the basket costs, before the coupon. */
export const basketTotalOf = (state: Pick<TillState, "lines" | "member">): Amount =>
  less(totalOf(state.lines), BigInt(memberSavingOf(state).minorUnits));

/** What the coupon takes off the basket as it is now; undefined where it takes nothing, or where that is not known. */
export const couponDiscountOf = (state: TillState): Amount | undefined => {
  const { coupon } = state;
  if (!coupon?.word || "refusal" in coupon.word) return undefined;
  return coupon.quotedFor === basketTotalOf(state).minorUnits ? coupon.word.discount : undefined;
};

/** What is to be paid. */
export const payableOf = (state: TillState): Amount =>
  less(basketTotalOf(state), BigInt(couponDiscountOf(state)?.minorUnits ?? "0"));

/** Whether the platform is to be asked what the coupon does for the basket. */
export const needsQuote = (state: TillState): boolean =>
  isOpen(state) &&
  state.coupon !== undefined &&
  state.lines.length > 0 &&
  state.coupon.quotedFor !== basketTotalOf(state).minorUnits;

/** Whether the price may change yet: nothing is to be paid until the member and the coupon are answered. */
export const isReading = (state: TillState): boolean => state.memberCode !== undefined || needsQuote(state);

const isOpen = ({ screen }: TillState): boolean => screen === "items" || screen === "tender";

const isSameMember = (one: TillMember | undefined, other: TillMember | undefined): boolean =>
  one?.maskedCardNumber === other?.maskedCardNumber &&
  one?.levelName === other?.levelName &&
  one?.discountBasisPoints === other?.discountBasisPoints;

const withMember = (state: TillState, action: Extract<BenefitAction, { type: "memberRead" }>): TillState => {
  if (action.basketId !== state.basketId) return state;
  const isAnswered = state.memberCode !== undefined && state.memberCode === action.memberCode;
  if (!isAnswered && isSameMember(state.member, action.member)) return state;
  return { ...state, member: action.member, ...(isAnswered && { memberCode: undefined }) };
};

/** The till after its benefits have changed: only while the basket is open, so that an attempt that is out keeps the price that the shopper saw. */
export const withBenefits = (state: TillState, action: BenefitAction): TillState => {
  if (!isOpen(state)) return state;
  switch (action.type) {
    case "memberScanned":
      return { ...state, memberCode: action.memberCode };
    case "memberRead":
      return withMember(state, action);
    case "memberRefused":
      return state.memberCode === action.memberCode ? { ...state, memberCode: undefined } : state;
    case "memberRemoved":
      return { ...state, basketId: action.basketId, memberCode: undefined, member: undefined };
    case "couponAdded":
      return { ...state, coupon: action.coupon, refusal: undefined };
    case "couponQuoted":
      return state.coupon?.code === action.coupon.code ? { ...state, coupon: action.coupon } : state;
    case "couponRemoved":
      return { ...state, coupon: undefined, refusal: undefined };
  }
};

const isAboutCoupon = (reason: string): boolean => reason.startsWith("COUPON_") || reason === "BELOW_MINIMUM_SPEND";

/** The benefits after a refused payment: what was refused for the coupon's sake asks about the coupon anew. */
export const benefitsAfter = (state: TillState, { reason }: Refusal): Benefits => {
  const benefits = benefitsOf(state);
  if (!benefits.coupon || !isAboutCoupon(reason)) return benefits;
  return { ...benefits, coupon: { code: benefits.coupon.code } };
};
