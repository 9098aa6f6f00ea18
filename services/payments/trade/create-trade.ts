import type { Handler } from "../../../kernel/contract/contract.ts";
import { deriveId } from "../../../kernel/ids/ids.ts";
import { readFields } from "../../../kernel/parse/parse.ts";
import type { CreateTradeRequest, Trade as TradeMessage } from "../../../proto/gen/paywindow/payments/v1/payments.ts";
import { assertClaimsFor } from "../callers.ts";
import { TRADE_LIFETIME_S } from "../config.ts";
import { paymentReasons } from "../errors.ts";
import type { PaymentsParts } from "../payments-parts.ts";
import { runAgainOnDuplicate } from "../run-again.ts";
import { readClaim } from "./parse-trade.ts";
import { decide } from "./trade.ts";
import { tradeMessage } from "./trade-message.ts";
import { findTrade, insertTrade } from "./trade-model.ts";

/** CreateTrade: one row in one write, so it needs no transaction; the unique index makes it happen once (P13). */
export const createTrade =
  ({ merchants, trades }: PaymentsParts): Handler<CreateTradeRequest, TradeMessage> =>
  async (request, context) => {
    const { claim, lifetimeS } = parse(request);
    assertClaimsFor(context.caller, claim);
    if (!(await merchants.exists({ _id: claim.merchantId }))) throw paymentReasons.error("MERCHANT_NOT_FOUND");
    const tradeId = deriveId("trd", context.now, claim.merchantId, claim.merchantTradeId);
    return runAgainOnDuplicate(async () => {
      const before = await findTrade(trades, claim);
      const decision = decide(before, { type: "create", claim, lifetimeS, tradeId }, context.now);
      if ("refuse" in decision) throw paymentReasons.error(decision.refuse);
      if ("keep" in decision) {
        context.markReplayed();
        return tradeMessage(decision.keep, "merchant");
      }
      await insertTrade(trades, decision.write);
      return tradeMessage(decision.write, "merchant");
    });
  };

const parse = (request: CreateTradeRequest) => {
  const fields = readFields();
  const claim = readClaim(fields, request);
  const { standard, min, max } = TRADE_LIFETIME_S;
  const lifetimeS = fields.integerOr("lifetime_s", request.lifetimeS, standard, min, max);
  fields.check();
  return { claim, lifetimeS };
};
