import type { Handler } from "../../../kernel/contract/contract.ts";
import { deriveId } from "../../../kernel/ids/ids.ts";
import { readFields } from "../../../kernel/parse/parse.ts";
import type { CaptureTradeRequest, Trade as TradeMessage } from "../../../proto/gen/paywindow/payments/v1/payments.ts";
import { assertActsFor, withinReach } from "../callers.ts";
import { paymentReasons } from "../errors.ts";
import { EntryReason, payableOf } from "../ledger/ledger.ts";
import type { PaymentsParts } from "../payments-parts.ts";
import { announcePaid } from "./announce-trade.ts";
import { decide } from "./decide-trade.ts";
import { paymentPostings } from "./draw-funds.ts";
import { assertCurrency } from "./parse-trade.ts";
import { endHeldAttempt } from "./save-attempt.ts";
import { tradeMessage } from "./trade-message.ts";
import { findTrade, saveTrade } from "./trade-model.ts";

/** CaptureTrade: posts what AuthorizeTrade set aside, or a part of it, and gives back the rest (P28). */
export const captureTrade =
  ({
    store,
    trades,
    attempts,
    ledger,
    outbox,
    notifications,
  }: PaymentsParts): Handler<CaptureTradeRequest, TradeMessage> =>
  async (request, context) => {
    const { merchantId, tradeId, amount } = parse(request);
    assertActsFor(context.caller, merchantId, "TRADE_NOT_FOUND");
    const { now } = context;
    const { trade, isReplay } = await store.transaction(async (session) => {
      const before = withinReach(context.caller, await findTrade(trades, { merchantId, tradeId }, session));
      if (before && amount) assertCurrency(amount, before.currencyCode);
      const decision = decide(before, { type: "capture", amount: amount?.minorUnits }, now);
      if ("refuse" in decision) throw paymentReasons.error(decision.refuse);
      if ("keep" in decision) return { trade: decision.keep, isReplay: true };
      // After this point nothing is refused.
      const paid = decision.write;
      // The trade first: a call that lost a race for it runs again here, before it would look for the hold that is gone.
      await saveTrade(trades, session, before, paid);
      await endHeldAttempt({ attempts }, session, paid, "PAID");
      const { holdId = "", paidAmount = 0n, currencyCode } = paid;
      const payable = payableOf(merchantId, currencyCode);
      const [, ...fees] = paymentPostings(paid, paidAmount);
      const entry = { entryId: deriveId("ent", now, tradeId), reason: EntryReason.PAYMENT, subjectId: tradeId };
      await ledger.postHold(session, { ...entry, holdId, credit: payable, amount: paidAmount, onward: fees }, now);
      await announcePaid({ outbox, notifications }, session, paid, context);
      return { trade: paid, isReplay: false };
    });
    if (isReplay) context.markReplayed();
    return tradeMessage(trade, "merchant");
  };

const parse = (request: CaptureTradeRequest) => {
  const fields = readFields();
  const merchantId = fields.id("merchant_id", request.merchantId, "mer");
  const tradeId = fields.id("trade_id", request.tradeId, "trd");
  const amount = request.amount && fields.amount("amount", request.amount);
  fields.check();
  return { merchantId, tradeId, amount };
};
