import type { Caller } from "../../../kernel/auth/caller.ts";
import type { Handler } from "../../../kernel/contract/contract.ts";
import { readFields } from "../../../kernel/parse/parse.ts";
import type { QueryTradeRequest, Trade as TradeMessage } from "../../../proto/gen/paywindow/payments/v1/payments.ts";
import { assertActsFor, withinReach } from "../callers.ts";
import { paymentReasons } from "../errors.ts";
import type { PaymentsParts } from "../payments-parts.ts";
import { readTradeRef } from "./parse-trade.ts";
import { tradeMessage } from "./trade-message.ts";
import { findTrade, toTrade } from "./trade-model.ts";

/** QueryTrade: a merchant asks for a trade of its own by either id; a payer for one that is on the payer's bill. */
export const queryTrade =
  (parts: PaymentsParts): Handler<QueryTradeRequest, TradeMessage> =>
  (request, { caller }) =>
    caller.kind === "user" ? queryAsPayer(parts, request, caller) : queryAsMerchant(parts, request, caller);

const queryAsMerchant = async ({ trades }: PaymentsParts, request: QueryTradeRequest, caller: Caller) => {
  const fields = readFields();
  const ref = readTradeRef(fields, request);
  fields.check();
  assertActsFor(caller, ref.merchantId, "TRADE_NOT_FOUND");
  const trade = withinReach(caller, await findTrade(trades, ref));
  if (!trade) throw paymentReasons.error("TRADE_NOT_FOUND");
  return tradeMessage(trade, "merchant");
};

const queryAsPayer = async ({ trades }: PaymentsParts, request: QueryTradeRequest, caller: Caller) => {
  const fields = readFields();
  const tradeId = fields.id("trade_id", request.tradeId, "trd");
  fields.check();
  const row = await trades.findOne({ _id: tradeId, payerUserId: caller.id }).lean();
  if (!row) throw paymentReasons.error("TRADE_NOT_FOUND");
  return tradeMessage(toTrade(row), "payer");
};
