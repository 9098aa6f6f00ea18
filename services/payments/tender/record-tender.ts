import type { ClientSession } from "mongoose";
import type { CallContext, Handler } from "../../../kernel/contract/contract.ts";
import { deriveId } from "../../../kernel/ids/ids.ts";
import { findRow } from "../../../kernel/store/rows.ts";
import { runAgainOnDuplicate } from "../../../kernel/store/run-again.ts";
import type { Trade as TradeMessage } from "../../../proto/gen/paywindow/payments/v1/payments.ts";
import type { RecordTenderRequest } from "../../../proto/gen/paywindow/payments/v1/tender.ts";
import { assertClaimsFor } from "../callers.ts";
import { TRADE_LIFETIME_S } from "../config.ts";
import { paymentReasons } from "../errors.ts";
import { contractOf, termsOf } from "../merchant/merchant-contract.ts";
import { suspensionOf } from "../merchant/suspension.ts";
import type { PaymentsParts } from "../payments-parts.ts";
import { assertMaySell } from "../risk/assert-may-sell.ts";
import { announcePaid } from "../trade/announce-trade.ts";
import { drawFunds } from "../trade/draw-funds.ts";
import type { Trade } from "../trade/trade.ts";
import { tradeMessage } from "../trade/trade-message.ts";
import { findTrade, saveTrade } from "../trade/trade-model.ts";
import { decideTender } from "./decide-tender.ts";
import { parseTender } from "./parse-tender.ts";

/** RecordTender: the trade, a memo in the ledger and the news of it, in one transaction; once per merchantTradeId (P13). */
export const recordTender =
  (parts: PaymentsParts): Handler<RecordTenderRequest, TradeMessage> =>
  async (request, context) => {
    const said = parseTender(request, context.caller);
    const { claim, details } = said;
    assertClaimsFor(context.caller, claim);
    const merchant = await findRow(parts.merchants, { _id: claim.merchantId });
    if (!merchant) throw paymentReasons.error("MERCHANT_NOT_FOUND");
    const taking = {
      ...{ ...said, lifetimeS: TRADE_LIFETIME_S.standard },
      terms: termsOf(contractOf(merchant), details.goodsCategory),
      tradeId: deriveId("trd", context.now, claim.merchantId, claim.merchantTradeId),
    };
    const record = async (session: ClientSession) => {
      const before = await findTrade(parts.trades, claim, session);
      const decision = decideTender(before, taking, context.now);
      if ("refuse" in decision) throw paymentReasons.error(decision.refuse);
      if ("keep" in decision) return { trade: decision.keep, isReplay: true };
      // After the look for an earlier one: what was recorded stays so, whatever was stopped since (P14).
      const suspension = suspensionOf(merchant, "TILL");
      if (suspension) throw paymentReasons.error(suspension);
      await commit(parts, session, before, decision.write, context);
      return { trade: decision.write, isReplay: false };
    };
    // A trade that is there was asked about when it was made.
    if (!(await findTrade(parts.trades, claim))) {
      const about = { rpc: "recordTender", subject: claim.merchantTradeId };
      await assertMaySell(parts, { ...claim, ...details, way: "TILL", tender: said.tender }, merchant, about, context);
    }
    const { trade, isReplay } = await runAgainOnDuplicate(() => parts.store.transaction(record));
    if (isReplay) context.markReplayed();
    return tradeMessage(trade, "merchant");
  };

const commit = async (
  parts: PaymentsParts,
  session: ClientSession,
  before: Trade | undefined,
  taken: Trade,
  context: CallContext,
): Promise<void> => {
  await saveTrade(parts.trades, session, before, taken);
  // Neither a drawer nor slips have a floor.
  if (await drawFunds(parts, session, taken, context.now)) throw new Error("a memo is never refused");
  await announcePaid(parts, session, taken, context);
};
