import { money } from "../../../kernel/money/money.ts";
import {
  type Refund as RefundMessage,
  RefundState as StateNumber,
} from "../../../proto/gen/paywindow/payments/v1/payments.ts";
import type { Trade } from "../trade/trade.ts";
import { tradeMessage } from "../trade/trade-message.ts";
import type { Refund, RefundState } from "./refund.ts";

const STATE_NUMBERS: Readonly<Record<RefundState, StateNumber>> = {
  PENDING: StateNumber.REFUND_STATE_PENDING,
  SUCCESS: StateNumber.REFUND_STATE_SUCCESS,
  FAILED: StateNumber.REFUND_STATE_FAILED,
};

/** What of the trade is refunded, in the answer about a refund: one that failed is none of it. */
const refundedNow = ({ state, refundedAfter }: Refund, { refundedAmount }: Trade): bigint =>
  state === "FAILED" ? refundedAmount : refundedAfter;

/** A refund in the contract's words, with the trade as it was after it: nothing else of a paid trade ever changes. */
export const refundMessage = (refund: Refund, trade: Trade, { isReplay }: { isReplay: boolean }): RefundMessage => ({
  refundId: refund.refundId,
  merchantRefundId: refund.merchantRefundId,
  tradeId: refund.tradeId,
  amount: money(refund.amount, refund.currencyCode),
  refundTime: refund.state === "SUCCESS" ? refund.refundTime : undefined,
  state: STATE_NUMBERS[refund.state],
  feeReturned: refund.feeReturned ? money(refund.feeReturned, refund.currencyCode) : undefined,
  fundChange: !isReplay && refund.state === "SUCCESS",
  trade: tradeMessage({ ...trade, refundedAmount: refundedNow(refund, trade) }, "merchant"),
});
