import type { Handler } from "../../../kernel/contract/contract.ts";
import { readFields } from "../../../kernel/parse/parse.ts";
import type { QueryRefundRequest, Refund as RefundMessage } from "../../../proto/gen/paywindow/payments/v1/payments.ts";
import { assertActsFor, withinReach } from "../callers.ts";
import { paymentReasons } from "../errors.ts";
import type { PaymentsParts } from "../payments-parts.ts";
import { readRefundId, readTradeRef } from "../trade/parse-trade.ts";
import { findTrade } from "../trade/trade-model.ts";
import { refundMessage } from "./refund-message.ts";
import { findRefund } from "./refund-model.ts";

/** QueryRefund: the merchant's refund of a trade, as it is now. */
export const queryRefund =
  ({ trades, refunds }: PaymentsParts): Handler<QueryRefundRequest, RefundMessage> =>
  async (request, { caller }) => {
    const fields = readFields();
    const ref = readTradeRef(fields, request);
    const merchantRefundId = readRefundId(fields, request.merchantRefundId);
    fields.check();
    assertActsFor(caller, ref.merchantId, "TRADE_NOT_FOUND");
    const trade = withinReach(caller, await findTrade(trades, ref));
    if (!trade) throw paymentReasons.error("TRADE_NOT_FOUND");
    const refund = await findRefund(refunds, ref.merchantId, merchantRefundId);
    if (refund?.tradeId !== trade.tradeId) throw paymentReasons.error("REFUND_NOT_FOUND");
    return refundMessage(refund, trade, { isReplay: true });
  };
