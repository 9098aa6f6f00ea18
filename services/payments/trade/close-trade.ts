import type { Handler } from "../../../kernel/contract/contract.ts";
import { readFields } from "../../../kernel/parse/parse.ts";
import type { CloseTradeRequest, Trade as TradeMessage } from "../../../proto/gen/paywindow/payments/v1/payments.ts";
import { assertActsFor, withinReach } from "../callers.ts";
import { paymentReasons } from "../errors.ts";
import type { PaymentsParts } from "../payments-parts.ts";
import { closeUnpaid } from "./close-unpaid.ts";
import { decide } from "./decide-trade.ts";
import { readTradeRef } from "./parse-trade.ts";
import { tradeMessage } from "./trade-message.ts";
import { findTrade } from "./trade-model.ts";

/** CloseTrade: ends a trade that is not paid and gives back what it holds. */
export const closeTrade =
  (parts: PaymentsParts): Handler<CloseTradeRequest, TradeMessage> =>
  async (request, context) => {
    const fields = readFields();
    const ref = readTradeRef(fields, request);
    fields.check();
    assertActsFor(context.caller, ref.merchantId, "TRADE_NOT_FOUND");
    const { trade, isReplay } = await parts.store.transaction(async (session) => {
      const before = withinReach(context.caller, await findTrade(parts.trades, ref, session));
      const decision = decide(before, { type: "close" }, context.now);
      if ("refuse" in decision) throw paymentReasons.error(decision.refuse);
      if ("keep" in decision) return { trade: decision.keep, isReplay: true };
      // After this point nothing is refused.
      const closed = decision.write;
      await closeUnpaid(parts, session, { before: before!, closed, hold: "VOIDED" }, context);
      return { trade: closed, isReplay: false };
    });
    if (isReplay) context.markReplayed();
    return tradeMessage(trade, "merchant");
  };
