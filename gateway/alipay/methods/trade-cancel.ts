import { hasReason } from "../../../kernel/errors/reason.ts";
import { ReverseAction } from "../../../proto/gen/paywindow/payments/v1/payments.ts";
import { businessFault } from "../fault.ts";
import { TRADE_SUB_CODES } from "../sub-codes.ts";
import { lookUpTrade } from "./find-trade.ts";
import { defineMethod } from "./method.ts";
import { isFinished, tradeNoOf } from "./trade-answer.ts";
import { readTradeReference } from "./trade-fields.ts";

const ACTIONS: Readonly<Partial<Record<ReverseAction, string>>> = {
  [ReverseAction.REVERSE_ACTION_CLOSED]: "close",
  [ReverseAction.REVERSE_ACTION_REVERSED]: "close",
  [ReverseAction.REVERSE_ACTION_REFUNDED]: "refund",
};

/** alipay.trade.cancel (ALIPAY_API 5.5): whatever became of the payment, the payer has the money in the end. While that is not sure, the client is told to ask again. */
export const tradeCancel = defineMethod({
  name: "alipay.trade.cancel",
  rpcs: ["payments.reverseTrade", "payments.queryTrade"],
  subCodes: {
    ...TRADE_SUB_CODES,
    MERCHANT_NOT_FOUND: "ACQ.CANCEL_NOT_ALLOWED",
    TRADE_NOT_FOUND: "ACQ.CANCEL_NOT_ALLOWED",
  },
  parse: (fields, _biz, calling) => readTradeReference(fields, calling),
  call: async (parties, reference, calling) => {
    try {
      return await parties.payments.reverseTrade({ ...reference, keepPaid: false }, calling.options);
    } catch (error) {
      // A trade_no that is nobody's. Of a cancel Alipay's clients expect no such refusal, and there is nothing to take back.
      if (hasReason(error, "TRADE_NOT_FOUND"))
        return { trade: undefined, action: ReverseAction.REVERSE_ACTION_NOTHING_FOUND };
      if (!hasReason(error, "TRADE_NOT_REVERSIBLE")) throw error;
      const trade = await lookUpTrade(parties, reference, calling);
      if (trade && isFinished(trade, calling.now))
        throw businessFault("ACQ.TRADE_HAS_FINISHED", "交易已完结，不可撤销或退款");
      throw error;
    }
  },
  answer: ({ trade, action }, { merchantTradeId }) => {
    const wasThere = trade !== undefined && action !== ReverseAction.REVERSE_ACTION_NOTHING_FOUND;
    return {
      fields: {
        trade_no: wasThere ? tradeNoOf(trade) : undefined,
        out_trade_no: trade?.merchantTradeId ?? merchantTradeId,
        retry_flag: action === ReverseAction.REVERSE_ACTION_UNSPECIFIED ? "Y" : "N",
        action: ACTIONS[action],
      },
    };
  },
});
