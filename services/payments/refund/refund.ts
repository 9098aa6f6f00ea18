import type { PaymentReason } from "../errors.ts";
import { feeReturnedOf } from "../fee/fee.ts";
import { refundableUntil } from "../merchant/merchant-contract.ts";
import { channelIdOf } from "../trade/draw-funds.ts";
import type { Trade } from "../trade/trade.ts";

/** Where a refund stands: what each means stands in payments.proto. */
export const RefundState = { PENDING: "PENDING", SUCCESS: "SUCCESS", FAILED: "FAILED" } as const;

export type RefundState = (typeof RefundState)[keyof typeof RefundState];

/**
 * Money on its way back to a payer: type and rules, without any I/O. With the built-in wallet it arrives in the commit that makes it; through a channel it is
 * PENDING from that commit on, and can be tried again under its own number when it has FAILED (P16, P24).
 */
export interface Refund {
  /** rfd_… */
  readonly refundId: string;
  readonly merchantId: string;
  readonly merchantRefundId: string;
  readonly tradeId: string;
  /** Positive minor units of currencyCode. */
  readonly amount: bigint;
  readonly currencyCode: string;
  readonly refundReason: string;
  /** The trade's refundedAmount with this refund: a replay shows the trade as it was then. */
  readonly refundedAfter: bigint;
  readonly state: RefundState;
  /** How much of the fee the merchant gets back with it (P20). Absent: nothing. */
  readonly feeReturned?: bigint;
  /** When the payer had it; while it is PENDING, when it was asked for. */
  readonly refundTime: Date;
  /** Which try it is, where an earlier one failed. Absent: the first. */
  readonly tries?: number;
  /** It had arrived, and the payer's bank sent it back: then it is FAILED. */
  readonly isReturned?: true;
  /** It has failed, and yet the payer has it, when nothing was left of the trade for it: then it is never tried again. */
  readonly isExcess?: true;
  /** The channel's own word for why not. */
  readonly channelCode?: string;
  /** When the janitor looks at it next, and how often it has; absent where there is nothing to look at. */
  readonly nextQueryTime?: Date;
  readonly queries?: number;
}

/** What of the trade its payer has got back: what is still under way through a channel is none of it. */
export const arrivedOf = (trade: Trade, { refundedAfter }: Pick<Refund, "refundedAfter">): bigint =>
  channelIdOf(trade) ? (trade.arrivedAmount ?? 0n) : refundedAfter;

/** What a refund is in the ledger: money moves once per try. */
export const subjectOf = ({ refundId, tries = 1 }: Pick<Refund, "refundId" | "tries">): string =>
  tries === 1 ? refundId : `${refundId}.${tries}`;

export interface RefundCommand {
  readonly refundId: string;
  readonly merchantRefundId: string;
  readonly amount: bigint;
  readonly refundReason: string;
}

/** Refused; or kept, as the command is a repetition; or to be written. */
export type RefundDecision =
  | { readonly refuse: PaymentReason }
  | { readonly keep: Refund }
  | { readonly write: Refund };

/**
 * @param trade what is to be refunded, undefined where there is none
 * @param existing the merchant's refund under the command's merchantRefundId, if there is one (P13)
 */
export const decideRefund = (
  trade: Trade | undefined,
  existing: Refund | undefined,
  command: RefundCommand,
  now: Date,
): RefundDecision => {
  if (!trade) return { refuse: "TRADE_NOT_FOUND" };
  if (existing && !isSame(existing, trade, command)) return { refuse: "MERCHANT_REFUND_ID_REUSED" };
  if (existing && (existing.state !== RefundState.FAILED || existing.isExcess)) return { keep: existing };
  if (trade.state !== "SUCCESS" || !trade.payTime || trade.paidAmount === undefined)
    return { refuse: "TRADE_NOT_REFUNDABLE" };
  if (now > refundableUntil(trade.payTime, trade.terms)) return { refuse: "REFUND_WINDOW_ENDED" };
  const refundedAfter = trade.refundedAmount + command.amount;
  if (refundedAfter > trade.paidAmount) return { refuse: "REFUND_EXCEEDS_PAID" };
  // After this point only the ledger may refuse: MERCHANT_FUNDS_SHORT.
  const { merchantId, tradeId, currencyCode } = trade;
  const feeReturned = feeBackOf(trade, command.amount);
  const asked = { ...command, ...againOf(existing), merchantId, tradeId, currencyCode, refundedAfter };
  return { write: { ...asked, ...(feeReturned > 0n && { feeReturned }), state: firstStateOf(trade), refundTime: now } };
};

/** With our own ledger the payer has it at once; through a channel when that has said so. */
export const firstStateOf = (trade: Trade): RefundState =>
  channelIdOf(trade) ? RefundState.PENDING : RefundState.SUCCESS;

/** The next try of a refund that has failed, as far as the trade has room for it now; what it brings back of the fee is reckoned anew. */
export const nextTry = (trade: Trade, failed: Refund): Refund => {
  const { isReturned: _returned, channelCode: _code, feeReturned: _fee, nextQueryTime: _time, ...same } = failed;
  const feeReturned = isReverse(failed) ? feeLeftOf(trade) : feeBackOf(trade, failed.amount);
  const refundedAfter = trade.refundedAmount + failed.amount;
  return { ...same, ...againOf(failed), refundedAfter, state: "PENDING", ...(feeReturned > 0n && { feeReturned }) };
};

/** P16: another try of a refund that failed goes by its own number. */
export const againOf = (failed: Refund | undefined): Pick<Refund, "refundId" | "tries"> | undefined =>
  failed && { refundId: failed.refundId, tries: (failed.tries ?? 1) + 1 };

/** P20: what of the trade's fee comes back with a refund, by the terms of the trade. */
const feeBackOf = (trade: Trade, amount: bigint): bigint => {
  const { paidAmount = 0n, refundedAmount, feeAmount = 0n, feeReturned = 0n, terms } = trade;
  const charged = { paid: paidAmount, fee: feeAmount, refunded: refundedAmount, feeReturned };
  return terms ? feeReturnedOf(charged, amount, terms.feeOnRefund) : 0n;
};

/** What of the fee is left to come back where a trade is undone altogether: then there was nothing to charge for. */
export const feeLeftOf = ({ feeAmount = 0n, feeReturned = 0n }: Trade): bigint => feeAmount - feeReturned;

const isSame = (refund: Refund, trade: Trade, { amount, refundReason }: RefundCommand): boolean =>
  refund.tradeId === trade.tradeId && refund.amount === amount && refund.refundReason === refundReason;

/** The id of the nth refund that reverses make of a paid trade. A merchant's own ids have no full stop, so this one is nobody's. */
export const reverseIdOf = ({ tradeId }: Pick<Trade, "tradeId">, nth = 1): string =>
  nth === 1 ? `reverse.${tradeId}` : `reverse.${tradeId}.${nth}`;

/** Whether a refund was made by a reverse. */
export const isReverse = ({ merchantRefundId }: Pick<Refund, "merchantRefundId">): boolean =>
  merchantRefundId.startsWith("reverse.");
