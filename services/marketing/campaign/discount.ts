/** What a coupon takes off (M1). Pure; amounts are minor units of the campaign's currency. */
export type DiscountTerms =
  | { readonly kind: "CASH"; readonly discountAmount: bigint }
  | { readonly kind: "PERCENT"; readonly basisPoints: number; readonly cap?: bigint };

/** Hundredths of a percent in a whole. */
export const WHOLE = 10_000;

/** What is left to pay at least: a trade of nothing does not exist, so a coupon makes no sale free. */
const LEAST_PAYABLE = 1n;

/**
 * What the coupon takes off an amount of 1 or more: to the fen, a percentage rounded down (the merchant keeps the fraction), never more than the cap, and so
 * that at least LEAST_PAYABLE is left.
 */
export const discountOf = (terms: DiscountTerms, amount: bigint): bigint => {
  const discount = uncutDiscountOf(terms, amount);
  const most = amount - LEAST_PAYABLE;
  return discount < most ? discount : most;
};

const uncutDiscountOf = (terms: DiscountTerms, amount: bigint): bigint => {
  if (terms.kind === "CASH") return terms.discountAmount;
  const part = (amount * BigInt(terms.basisPoints)) / BigInt(WHOLE);
  return terms.cap !== undefined && terms.cap < part ? terms.cap : part;
};

/** The most that one coupon can ever cost; undefined where nothing bounds it. */
export const mostOf = (terms: DiscountTerms): bigint | undefined =>
  terms.kind === "CASH" ? terms.discountAmount : terms.cap;

/**
 * Divides a discount among lines in proportion to what they cost, to the fen: each gets its share rounded down, and the fen that are left go one each to the
 * lines that lost most by the rounding (of equals, the first). So the shares sum to the discount exactly, none is more than its line, and a line of nothing
 * gets nothing. The discount is less than the lines' sum.
 */
export const divideDiscount = (discount: bigint, lines: readonly bigint[]): bigint[] => {
  const total = lines.reduce((sum, line) => sum + line, 0n);
  if (total === 0n) return lines.map(() => 0n);
  const shares = lines.map((line) => (discount * line) / total);
  const left = discount - shares.reduce((sum, share) => sum + share, 0n);
  const lost = lines.map((line, index) => ({ index, rest: (discount * line) % total }));
  lost.sort((a, b) => (a.rest === b.rest ? a.index - b.index : a.rest < b.rest ? 1 : -1));
  for (const { index } of lost.slice(0, Number(left))) shares[index] = (shares[index] as bigint) + 1n;
  return shares;
};
