import { REFUND_WINDOW_MS } from "../config.ts";
import type { PaymentReason } from "../errors.ts";
import type { Trade } from "../trade/trade.ts";

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
  if (now.getTime() > trade.payTime.getTime() + REFUND_WINDOW_MS) return { refuse: "REFUND_WINDOW_ENDED" };
  const refundedAfter = trade.refundedAmount + command.amount;
  if (refundedAfter > trade.paidAmount) return { refuse: "REFUND_EXCEEDS_PAID" };
  // After this point only the ledger may refuse: MERCHANT_FUNDS_SHORT.
  const { merchantId, tradeId, currencyCode } = trade;
  return { write: { ...command, merchantId, tradeId, currencyCode, refundedAfter, refundTime: now } };
};

const isSame = (refund: Refund, trade: Trade, { amount, refundReason }: RefundCommand): boolean =>
  refund.tradeId === trade.tradeId && refund.amount === amount && refund.refundReason === refundReason;
