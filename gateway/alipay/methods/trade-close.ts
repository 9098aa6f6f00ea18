import { TRADE_SUB_CODES } from "../sub-codes.ts";
import { findTrade } from "./find-trade.ts";
import { defineMethod } from "./method.ts";
import { idsOf } from "./trade-answer.ts";
import { readTradeReference } from "./trade-fields.ts";

/** alipay.trade.close (ALIPAY_API 5.6): ends a trade that waits for its payer. Closing a closed one again is no error. */
export const tradeClose = defineMethod({
  name: "alipay.trade.close",
  rpcs: ["payments.queryTrade", "payments.closeTrade"],
  subCodes: TRADE_SUB_CODES,
  parse: (fields, _biz, calling) => {
    fields.text("operator_id", 28);
    return readTradeReference(fields, calling);
  },
  call: async (parties, reference, calling) => {
    const { merchantId, tradeId } = await findTrade(parties, reference, calling);
    return parties.payments.closeTrade({ merchantId, tradeId, merchantTradeId: "" }, calling.options);
  },
  answer: (trade) => ({ fields: idsOf(trade) }),
});
