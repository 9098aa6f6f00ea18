import { faultPoint } from "../../../kernel/config/fault-point.ts";
import type { Handler } from "../../../kernel/contract/contract.ts";
import { deriveId } from "../../../kernel/ids/ids.ts";
import { readFields } from "../../../kernel/parse/parse.ts";
import { findRow } from "../../../kernel/store/rows.ts";
import { runAgainOnDuplicate } from "../../../kernel/store/run-again.ts";
import type { Refund as RefundMessage, RefundTradeRequest } from "../../../proto/gen/paywindow/payments/v1/payments.ts";
import { assertActsFor, withinReach } from "../callers.ts";
import { paymentReasons } from "../errors.ts";
import { suspensionOf } from "../merchant/suspension.ts";
import type { PaymentsParts } from "../payments-parts.ts";
import { giveBackRefunded } from "../risk/give-back-risk.ts";
import { assertCurrency, readRefundId, readTradeRef } from "../trade/parse-trade.ts";
import { findTrade } from "../trade/trade-model.ts";
import { commitRefund } from "./commit-refund.ts";
import { decideRefund, RefundState } from "./refund.ts";
import { refundMessage } from "./refund-message.ts";
import { findRefund } from "./refund-model.ts";
import { pressRefund } from "./send-refund.ts";

/** RefundTrade: reserve on the trade, entry, refund and event in one transaction; a channel that is to give the money back is asked after it (P22). */
export const refundTrade =
  (parts: PaymentsParts): Handler<RefundTradeRequest, RefundMessage> =>
  async (request, context) => {
    const command = parse(request);
    const { merchantId } = command.ref;
    assertActsFor(context.caller, merchantId, "TRADE_NOT_FOUND");
    const refundId = deriveId("rfd", context.now, merchantId, command.merchantRefundId);
    const answer = await runAgainOnDuplicate(() =>
      parts.store.transaction(async (session) => {
        const trade = withinReach(context.caller, await findTrade(parts.trades, command.ref, session));
        const existing = await findRefund(parts.refunds, merchantId, command.merchantRefundId, session);
        if (trade) assertCurrency(command.amount, trade.currencyCode);
        const { merchantRefundId, refundReason } = command;
        const asked = { refundId, merchantRefundId, refundReason, amount: command.amount.minorUnits };
        const decision = decideRefund(trade, existing, asked, context.now);
        if ("refuse" in decision) throw paymentReasons.error(decision.refuse);
        if ("keep" in decision) return { trade: trade!, refund: decision.keep, isReplay: true };
        const merchant = await findRow(parts.merchants, { _id: merchantId }, session);
        const suspension = merchant && suspensionOf(merchant, "REFUND");
        if (suspension) throw paymentReasons.error(suspension);
        await commitRefund(parts, session, trade!, decision.write, context);
        const isWhole = decision.write.refundedAfter === trade!.paidAmount;
        if (decision.write.state === RefundState.SUCCESS)
          await giveBackRefunded(parts, session, trade!, { amount: decision.write.amount, isWhole });
        return { trade: trade!, refund: decision.write, isReplay: false };
      }),
    );
    faultPoint("refund.committed");
    if (answer.isReplay) context.markReplayed();
    else if (answer.refund.state === RefundState.PENDING) {
      const { refund } = await pressRefund(parts, answer.refund.refundId, context);
      return refundMessage(refund, answer.trade, answer);
    }
    return refundMessage(answer.refund, answer.trade, answer);
  };

const parse = (request: RefundTradeRequest) => {
  const fields = readFields();
  const ref = readTradeRef(fields, request);
  const merchantRefundId = readRefundId(fields, request.merchantRefundId);
  const amount = fields.amount("amount", request.amount);
  const refundReason = fields.text("refund_reason", request.refundReason, 0, 128);
  fields.check();
  return { ref, merchantRefundId, amount, refundReason };
};
