import type { ClientSession } from "mongoose";
import { updateRow } from "../../../kernel/store/rows.ts";
import type { PaymentsParts } from "../payments-parts.ts";
import type { Trade } from "../trade/trade.ts";
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

type TradeParts = Pick<PaymentsParts, "riskCounters" | "trades">;

/** A paid trade as it was read in this session. */
type Paid = Pick<Trade, "tradeId" | "risk">;

/** What a refund makes room for: only limits whose rule says so, an amount by the refund's, a payment by the refund that completes the trade's. */
export const giveBackRefunded = (
  parts: TradeParts,
  session: ClientSession,
  trade: Paid,
  { amount, isWhole }: { readonly amount: bigint; readonly isWhole: boolean },
): Promise<void> =>
  giveBackPart(parts, session, trade, ({ backOnRefund, used }) => {
    if (backOnRefund === "AMOUNT") return amount;
    return backOnRefund === "COUNT" && isWhole ? used : 0n;
  });

/** What a paid trade that is reversed makes room for: all that is still counted, of an amount what no refund has given back. */
export const giveBackReversed = (
  parts: TradeParts,
  session: ClientSession,
  trade: Paid,
  /** What the reverse gives back of the trade: what no refund has. */
  amount: bigint,
): Promise<void> =>
  giveBackPart(parts, session, trade, ({ backOnRefund, used }) => (backOnRefund === "AMOUNT" ? amount : used));

/** A paid trade can be refunded again after a refund came back, so what is given back is taken off its marks in the same transaction: they say what is still counted. */
const giveBackPart = async (
  { riskCounters, trades }: TradeParts,
  session: ClientSession,
  { tradeId, risk = [] }: Paid,
  partOf: (sum: RiskSum) => bigint,
): Promise<void> => {
  const backOf = (sum: RiskSum): bigint => {
    const part = partOf(sum);
    return part < sum.used ? part : sum.used;
  };
  const sums = risk.flatMap(({ sum }) => (sum ? [{ ...sum, used: backOf(sum) }] : [])).filter(({ used }) => used > 0n);
  if (sums.length === 0) return;
  const left = risk.map((mark) => (mark.sum ? lessOf(mark, mark.sum, backOf(mark.sum)) : mark));
  await updateRow(trades, { filter: { _id: tradeId }, update: { $set: { risk: left } } }, { session });
  await giveBackSums(riskCounters, session, sums);
};

const lessOf = ({ rule }: RiskMark, sum: RiskSum, part: bigint): RiskMark =>
  part === sum.used ? { rule } : { rule, sum: { ...sum, used: sum.used - part } };
