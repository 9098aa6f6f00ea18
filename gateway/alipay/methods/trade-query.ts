import { TRADE_SUB_CODES } from "../sub-codes.ts";
import { findTrade } from "./find-trade.ts";
import { defineMethod } from "./method.ts";
import { paidFieldsOf, timeOf, tradeStatusOf } from "./trade-answer.ts";
import { readTradeReference } from "./trade-fields.ts";

/** alipay.trade.query (ALIPAY_API 5.4). */
export const tradeQuery = defineMethod({
  name: "alipay.trade.query",
  rpcs: ["payments.queryTrade"],
  subCodes: TRADE_SUB_CODES,
  parse: (fields, _biz, calling) => ({ reference: readTradeReference(fields, calling), now: calling.now }),
  call: (parties, { reference }, calling) => findTrade(parties, reference, calling),
  answer: (trade, { now }) => ({
    fields: {
      ...paidFieldsOf(trade),
      trade_status: tradeStatusOf(trade, now),
      send_pay_date: timeOf(trade.payTime),
      buyer_user_type: trade.payerUserId === "" ? undefined : "PRIVATE",
      store_id: trade.storeId,
      terminal_id: trade.terminalId,
      passback_params: trade.passbackParams,
      subject: trade.subject,
      body: trade.body,
    },
  }),
});
