import type { PaymentReason } from "../errors.ts";
import { feeReturnedOf } from "../fee/fee.ts";
import { refundableUntil } from "../merchant/merchant-contract.ts";
import type { Trade } from "../trade/trade.ts";

/** Where a refund stands: what each means stands in payments.proto. */
export const RefundState = { PENDING: "PENDING", SUCCESS: "SUCCESS", FAILED: "FAILED" } as const;

export type RefundState = (typeof RefundState)[keyof typeof RefundState];

/** Money on its way back to a payer: type and rules, without any I/O. With the built-in wallet it arrives in the commit that makes it. */
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
  readonly refundTime: Date;
}

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
  if (existing) return isSame(existing, trade, command) ? { keep: existing } : { refuse: "MERCHANT_REFUND_ID_REUSED" };
  if (trade.state !== "SUCCESS" || !trade.payTime || trade.paidAmount === undefined)
    return { refuse: "TRADE_NOT_REFUNDABLE" };
  if (now > refundableUntil(trade.payTime, trade.terms)) return { refuse: "REFUND_WINDOW_ENDED" };
  const refundedAfter = trade.refundedAmount + command.amount;
  if (refundedAfter > trade.paidAmount) return { refuse: "REFUND_EXCEEDS_PAID" };
  // After this point only the ledger may refuse: MERCHANT_FUNDS_SHORT.
  const { merchantId, tradeId, currencyCode } = trade;
  const feeReturned = feeBackOf(trade, command.amount);
  return {
    write: {
      ...command,
      merchantId,
      tradeId,
      currencyCode,
      refundedAfter,
      ...(feeReturned > 0n && { feeReturned }),
      state: RefundState.SUCCESS,
      refundTime: now,
    },
  };
};

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
