import type { ClientSession } from "mongoose";
import type { PaymentsParts } from "../payments-parts.ts";
import { giveBackSums } from "./count-risk.ts";
import type { RiskMark, RiskSum } from "./risk-mark.ts";

type RiskParts = Pick<PaymentsParts, "riskCounters">;

/**
 * Gives back what `judgeRisk` has counted of a payment that failed, was closed or is reversed. Exactly once: in the transaction that moves the trade out of the
 * state in which it was counted, and that takes the marks off it where it can be paid again.
 */
export const giveBackRisk = (
  { riskCounters }: RiskParts,
  session: ClientSession,
  marks: readonly RiskMark[] = [],
): Promise<void> =>
  giveBackSums(
    riskCounters,
    session,
    marks.flatMap(({ sum }) => sum ?? []),
  );

/** What a refund makes room for: only limits whose rule says so, an amount by the refund's, a payment by the refund that completes the trade's. */
export const giveBackRefunded = (
  { riskCounters }: RiskParts,
  session: ClientSession,
  marks: readonly RiskMark[] = [],
  { amount, isWhole }: { readonly amount: bigint; readonly isWhole: boolean },
): Promise<void> => {
  const partOf = ({ backOnRefund }: RiskSum): bigint => {
    if (backOnRefund === "AMOUNT") return amount;
    return backOnRefund === "COUNT" && isWhole ? 1n : 0n;
  };
  const sums = marks.flatMap(({ sum }) => (sum ? [{ ...sum, used: partOf(sum) }] : []));
  return giveBackSums(
    riskCounters,
    session,
    sums.filter(({ used }) => used > 0n),
  );
};

/** What a paid trade that is reversed makes room for: all that was counted, less what its refunds have given back already. */
export const giveBackReversed = (
  { riskCounters }: RiskParts,
  session: ClientSession,
  marks: readonly RiskMark[] = [],
  /** What the reverse gives back of the trade: what no refund has. */
  amount: bigint,
): Promise<void> =>
  giveBackSums(
    riskCounters,
    session,
    marks.flatMap(({ sum }) => (sum ? [sum.backOnRefund === "AMOUNT" ? { ...sum, used: amount } : sum] : [])),
  );
