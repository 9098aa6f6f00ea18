import type { Handler } from "../../../kernel/contract/contract.ts";
import { readFields } from "../../../kernel/parse/parse.ts";
import type { ResendNotifyRequest, ResendNotifyResponse } from "../../../proto/gen/paywindow/payments/v1/notify.ts";
import { assertActsFor, withinReach } from "../callers.ts";
import { paymentReasons } from "../errors.ts";
import type { PaymentsParts } from "../payments-parts.ts";
import { readTradeRef } from "../trade/parse-trade.ts";
import { findTrade } from "../trade/trade-model.ts";

/** ResendNotify: what was delivered is sent once more and stays delivered, what was given up is tried anew from the beginning, what waits does not wait longer. */
export const resendNotify =
  ({ trades, notifications }: PaymentsParts): Handler<ResendNotifyRequest, ResendNotifyResponse> =>
  async (request, { caller, now }) => {
    const fields = readFields();
    const ref = readTradeRef(fields, request);
    fields.check();
    assertActsFor(caller, ref.merchantId, "TRADE_NOT_FOUND");
    const trade = withinReach(caller, await findTrade(trades, ref));
    if (!trade) throw paymentReasons.error("TRADE_NOT_FOUND");
    const { tradeId } = trade;
    await notifications.updateMany({ tradeId, state: "EXHAUSTED" }, { $set: { state: "PENDING", tries: 0 } });
    const due = await notifications.updateMany({ tradeId }, { $set: { nextTime: now } });
    if (due.matchedCount === 0) throw paymentReasons.error("NOTIFICATION_NOT_FOUND");
    return { notificationCount: due.matchedCount };
  };
