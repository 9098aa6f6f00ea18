import { money } from "../../../kernel/money/money.ts";
import type { Refund as RefundMessage } from "../../../proto/gen/paywindow/payments/v1/payments.ts";
import type { Trade } from "../trade/trade.ts";
import { tradeMessage } from "../trade/trade-message.ts";
import type { Refund } from "./refund.ts";

/** A refund in the contract's words, with the trade as it was after it: nothing else of a paid trade ever changes. */
export const refundMessage = (refund: Refund, trade: Trade): RefundMessage => ({
  refundId: refund.refundId,
  merchantRefundId: refund.merchantRefundId,
  tradeId: refund.tradeId,
  amount: money(refund.amount, refund.currencyCode),
  refundTime: refund.refundTime,
  trade: tradeMessage({ ...trade, refundedAmount: refund.refundedAfter }, "merchant"),
});
