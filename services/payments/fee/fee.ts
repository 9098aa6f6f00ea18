/** What a merchant pays for a trade, and what of it comes back with a refund (P18-P20). Pure; amounts are minor units of the trade's currency. */

/** What happens to the fee of a trade that is refunded (P20). */
export const FeeOnRefund = {
  /** The platform keeps it. */
  KEPT: "KEPT",
  /** It comes back in the proportion of what is refunded. */
  PRO_RATA: "PRO_RATA",
  /** It comes back whole with the refund that completes the trade's; a part of the trade brings nothing back. */
  FULL: "FULL",
} as const;

export type FeeOnRefund = (typeof FeeOnRefund)[keyof typeof FeeOnRefund];

export interface FeeTerms {
  /** Millionths of the amount: 6000 is 0.60 %. */
  readonly feeRatePpm: number;
  /** At least that much per trade. */
  readonly feeMin: bigint;
  /** At most that much per trade. */
  readonly feeMax?: bigint;
  readonly feeOnRefund: FeeOnRefund;
}

const PPM = 1_000_000n;

/** numerator / denominator, half up, for a positive quotient. */
const halfUp = (numerator: bigint, denominator: bigint): bigint => (2n * numerator + denominator) / (2n * denominator);

/** P18: half-up(amount x rate), at least the minimum, at most the cap, and never more than the amount itself. */
export const feeOf = (amount: bigint, { feeRatePpm, feeMin, feeMax }: Omit<FeeTerms, "feeOnRefund">): bigint => {
  const byRate = halfUp(amount * BigInt(feeRatePpm), PPM);
  const least = byRate < feeMin ? feeMin : byRate;
  const capped = feeMax !== undefined && least > feeMax ? feeMax : least;
  return capped > amount ? amount : capped;
};

/** P19: what the payer paid, cut in two: the fee, and all the rest for the merchant. */
export const splitOf = (amount: bigint, fee: bigint): { readonly merchant: bigint; readonly fee: bigint } => ({
  merchant: amount - fee,
  fee,
});

/** A trade as a refund finds it. */
export interface FeeCharged {
  /** What was paid and what was charged for it. */
  readonly paid: bigint;
  readonly fee: bigint;
  /** What earlier refunds have taken of both, those under way included. */
  readonly refunded: bigint;
  readonly feeReturned: bigint;
}

/** P20: how much of the fee comes back with a refund. Never more than was charged; the refund that completes the trade's brings what is left. */
export const feeReturnedOf = (
  { paid, fee, refunded, feeReturned }: FeeCharged,
  refund: bigint,
  policy: FeeOnRefund,
): bigint => {
  if (policy === "KEPT") return 0n;
  const refundedAfter = refunded + refund;
  if (refundedAfter === paid) return fee - feeReturned;
  if (policy === "FULL") return 0n;
  // Of the sum so far, not of each refund: so the roundings of many small refunds never add up.
  const due = halfUp(fee * refundedAfter, paid) - feeReturned;
  return due > 0n ? due : 0n;
};
