import { hasReason } from "../../../kernel/errors/reason.ts";
import { innerIdOf, scopedId } from "../../../kernel/ids/scoped-id.ts";
import { type Refund, RefundState, type Trade } from "../../../proto/gen/paywindow/payments/v1/payments.ts";
import { TRADE_SUB_CODES } from "../sub-codes.ts";
import { findTrade } from "./find-trade.ts";
import { type Calling, defineMethod, type Parties } from "./method.ts";
import { idsOf, timeOf, yuanOf } from "./trade-answer.ts";
import { readOwnId, readTradeReference } from "./trade-fields.ts";

/** alipay.trade.fastpay.refund.query (ALIPAY_API 5.8): refund_status is there only where the payer has the money. */
export const refundQuery = defineMethod({
  name: "alipay.trade.fastpay.refund.query",
  rpcs: ["payments.queryTrade", "payments.queryRefund"],
  subCodes: TRADE_SUB_CODES,
  parse: (fields, _biz, calling) => {
    if (!fields.has("out_request_no")) fields.refuse("out_request_no", "必填");
    return { reference: readTradeReference(fields, calling), requestNo: readOwnId(fields, "out_request_no") };
  },
  call: async (parties, { reference, requestNo }, calling) => {
    const trade = await findTrade(parties, reference, calling);
    // One that was made here has the trade's mark before its number; one that was made at the till has its number alone.
    const refund =
      (await findRefund(parties, trade, scopedId(trade.tradeId, requestNo), calling)) ??
      (await findRefund(parties, trade, requestNo, calling));
    return { trade, refund };
  },
  answer: ({ trade, refund }) => ({ fields: { ...idsOf(trade), ...(refund && refundFields(trade, refund)) } }),
});

const findRefund = async (
  { payments }: Parties,
  { merchantId, tradeId }: Trade,
  merchantRefundId: string,
  { options }: Calling,
): Promise<Refund | undefined> => {
  try {
    return await payments.queryRefund({ merchantId, tradeId, merchantTradeId: "", merchantRefundId }, options);
  } catch (error) {
    if (hasReason(error, "REFUND_NOT_FOUND")) return undefined;
    throw error;
  }
};

const refundFields = (trade: Trade, { merchantRefundId, amount, state, refundTime }: Refund) => ({
  out_request_no: innerIdOf(trade.tradeId, merchantRefundId),
  total_amount: yuanOf(trade.amount),
  refund_amount: yuanOf(amount),
  send_back_fee: yuanOf(amount),
  ...(state === RefundState.REFUND_STATE_SUCCESS && {
    refund_status: "REFUND_SUCCESS",
    gmt_refund_pay: timeOf(refundTime),
  }),
});
