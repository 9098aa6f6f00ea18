import { hasReason } from "../../../kernel/errors/reason.ts";
import { scopedId } from "../../../kernel/ids/scoped-id.ts";
import { equalMoney, type Money } from "../../../kernel/money/money.ts";
import {
  type Refund,
  type RefundTradeRequest,
  type Trade,
  TradeState,
} from "../../../proto/gen/paywindow/payments/v1/payments.ts";
import { businessFault } from "../fault.ts";
import { TRADE_SUB_CODES } from "../sub-codes.ts";
import { findTrade } from "./find-trade.ts";
import { type Calling, defineMethod, type Parties } from "./method.ts";
import { buyerOf, idsOf, timeOf, yuanOf } from "./trade-answer.ts";
import { readOwnId, readTradeReference } from "./trade-fields.ts";

/** alipay.trade.refund (ALIPAY_API 5.7). out_request_no is unique within its trade; payments' refund ids are unique within the merchant. */
export const tradeRefund = defineMethod({
  name: "alipay.trade.refund",
  rpcs: ["payments.queryTrade", "payments.refundTrade", "payments.queryRefund"],
  subCodes: { ...TRADE_SUB_CODES, FEATURE_SUSPENDED: "ACQ.TRADE_NOT_ALLOW_REFUND" },
  parse: (fields, _biz, calling) => {
    if (!fields.has("refund_amount")) fields.refuse("refund_amount", "必填");
    return {
      reference: readTradeReference(fields, calling),
      amount: fields.yuan("refund_amount"),
      requestNo: readOwnId(fields, "out_request_no"),
      refundReason: fields.text("refund_reason", 256),
    };
  },
  call: async (parties, { reference, amount, requestNo, refundReason }, calling) => {
    const trade = await findTrade(parties, reference, calling);
    const { merchantId, tradeId } = trade;
    const merchantRefundId = scopedId(tradeId, requestNo || wholeRefundNo(trade, amount));
    const request = { merchantId, tradeId, merchantTradeId: "", merchantRefundId, amount, refundReason };
    const refund = await parties.payments
      .refundTrade(request, calling.options)
      .catch((error: unknown) => explain(error, parties, request, trade, calling));
    return { refund, trade: refund.trade ?? trade };
  },
  answer: ({ refund, trade }) => ({
    fields: {
      ...idsOf(trade),
      ...buyerOf(trade),
      fund_change: refund.fundChange ? "Y" : "N",
      refund_fee: yuanOf(trade.refundedAmount),
      send_back_fee: yuanOf(refund.amount),
      gmt_refund_pay: timeOf(refund.refundTime),
    },
  }),
});

/** A refund without a number is one of everything, and has the trade's. */
const wholeRefundNo = ({ merchantTradeId, amount: total }: Trade, amount: Money | undefined): string => {
  if (amount && total && equalMoney(amount, total)) return merchantTradeId;
  throw businessFault("ACQ.INVALID_PARAMETER", "参数无效：out_request_no：部分退款时必填");
};

/** The same number with the same amount is the same refund, whatever else is said; and an unpaid trade is told from one that is over. */
const explain = async (
  error: unknown,
  { payments }: Parties,
  { merchantId, tradeId, merchantRefundId, amount }: RefundTradeRequest,
  trade: Trade,
  { options }: Calling,
): Promise<Refund> => {
  if (hasReason(error, "TRADE_NOT_REFUNDABLE") && trade.state !== TradeState.TRADE_STATE_CREATED)
    throw businessFault("ACQ.TRADE_HAS_CLOSE", "交易已经关闭，不能退款");
  if (!hasReason(error, "MERCHANT_REFUND_ID_REUSED")) throw error;
  const refund = await payments.queryRefund({ merchantId, tradeId, merchantTradeId: "", merchantRefundId }, options);
  if (!refund.amount || !amount || !equalMoney(refund.amount, amount)) throw error;
  return { ...refund, fundChange: false };
};
