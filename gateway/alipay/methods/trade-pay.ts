import { hasReason } from "../../../kernel/errors/reason.ts";
import { PaymentWay, type Trade, TradeState } from "../../../proto/gen/paywindow/payments/v1/payments.ts";
import type { BizFields } from "../biz/biz-fields.ts";
import { businessFault, unknownResult } from "../fault.ts";
import { TRADE_SUB_CODES } from "../sub-codes.ts";
import { lookUpTrade } from "./find-trade.ts";
import { type Answer, type Calling, defineMethod, type Parties } from "./method.ts";
import { idsOf, NO_AMOUNTS, paidFieldsOf, timeOf } from "./trade-answer.ts";
import { readClaim, readLifetime } from "./trade-fields.ts";

const WAYS: Readonly<Record<string, PaymentWay>> = {
  bar_code: PaymentWay.PAYMENT_WAY_BARCODE,
  wave_code: PaymentWay.PAYMENT_WAY_SOUND,
};
/** The products of payment face to face; deposits and withholding are others. */
const PRODUCTS = ["", "FACE_TO_FACE_PAYMENT", "OFFLINE_PAYMENT"];

const readWay = (fields: BizFields): PaymentWay => {
  const scene = fields.text("scene", 32) || "bar_code";
  const way = WAYS[scene];
  if (way === undefined || !PRODUCTS.includes(fields.text("product_code", 32)))
    throw businessFault("ACQ.UN_SUPPORT_TRADE_SCENE", "不支持的 scene 或 product_code");
  return way;
};

/** alipay.trade.pay (ALIPAY_API 5.1): the merchant has scanned the payer's code. */
export const tradePay = defineMethod({
  name: "alipay.trade.pay",
  rpcs: ["payments.payTrade"],
  subCodes: TRADE_SUB_CODES,
  refusalFields: NO_AMOUNTS,
  parse: (fields, biz, calling) => {
    const paymentCode = fields.required("auth_code", 64);
    const scene = readWay(fields);
    const { lifetimeS } = readLifetime(fields, calling.now);
    return { ...readClaim(fields, biz, calling), paymentCode, scene, lifetimeS };
  },
  call: async (parties, request, calling) => {
    // Of any other form it is nobody's code, and payments would call it a field of ours.
    if (!/^\d{16,24}$/.test(request.paymentCode))
      throw businessFault("ACQ.PAYMENT_AUTH_CODE_INVALID", "支付失败，付款码无效，请顾客刷新后重试");
    try {
      return await parties.payments.payTrade(request, { ...calling.options, idempotencyKey: calling.callKey });
    } catch (error) {
      return explain(error, parties, request.merchantTradeId, calling);
    }
  },
  answer: (trade) => answerOf(trade),
});

/**
 * Why a payment of a merchant's number was refused, seen from the trade that has the number: it is paid, it is over, or it is being paid.
 * IDEMPOTENCY_KEY_REUSED: our key is the hash of all that was sent, so the request is the same, and only its span until an absolute time_expire has shrunk.
 */
const explain = async (error: unknown, parties: Parties, merchantTradeId: string, calling: Calling): Promise<Trade> => {
  const isRepetition = hasReason(error, "IDEMPOTENCY_KEY_REUSED");
  if (!isRepetition && !hasReason(error, "TRADE_NOT_PAYABLE") && !hasReason(error, "MERCHANT_TRADE_ID_REUSED"))
    throw error;
  const trade = await lookUpTrade(parties, { merchantId: calling.merchantId, tradeId: "", merchantTradeId }, calling);
  if (isRepetition && (!trade || trade.state === TradeState.TRADE_STATE_CREATED))
    throw businessFault("ACQ.PAYMENT_AUTH_CODE_INVALID", "该请求已被拒绝，付款码已使用，请顾客刷新后重试");
  if (!trade) throw error;
  if (isOver(trade)) throw businessFault("ACQ.TRADE_HAS_CLOSE", "交易已经关闭");
  if (isRepetition) return trade;
  // The payer or a channel has not answered the first attempt yet: that is what there is to say, and asking again tells the end.
  if (trade.state !== TradeState.TRADE_STATE_SUCCESS && hasReason(error, "TRADE_NOT_PAYABLE")) return trade;
  throw error;
};

const isOver = ({ state }: Trade): boolean =>
  state === TradeState.TRADE_STATE_CLOSED || state === TradeState.TRADE_STATE_REVERSED;

const answerOf = (trade: Trade): Answer => {
  switch (trade.state) {
    case TradeState.TRADE_STATE_SUCCESS:
      return { fields: { ...paidFieldsOf(trade), gmt_payment: timeOf(trade.payTime) } };
    case TradeState.TRADE_STATE_PAYING:
    case TradeState.TRADE_STATE_REVERSING:
      return { inProcess: true, fields: { ...idsOf(trade), total_amount: "0.00", ...NO_AMOUNTS } };
    case TradeState.TRADE_STATE_CREATED:
      // A replay of a payment that waited, and that its channel has refused since.
      throw businessFault(TRADE_SUB_CODES[trade.refusalReason] ?? "ACQ.PAYMENT_FAIL", "支付失败，请更换付款方式");
    case TradeState.TRADE_STATE_CLOSED:
    case TradeState.TRADE_STATE_REVERSED:
      throw businessFault("ACQ.TRADE_HAS_CLOSE", "交易已经关闭");
    default:
      throw unknownResult("ACQ.SYSTEM_ERROR");
  }
};
