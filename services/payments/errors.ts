import { defineReasons } from "../../kernel/errors/reason.ts";
import { billReasons, cardReasons, passwordReasons, payeeReasons, spendingReasons } from "./wallet-reasons.ts";

/** A reason that lies in how things stand: the same request will be refused until they stand otherwise. */
const refusal = (zh: string, en: string) => ({ code: "FAILED_PRECONDITION", retryable: false, zh, en }) as const;

/** Why payments refuses, in the order in which its guards stand. Every rpc's comment in payments.proto lists its own. */
export const paymentReasons = defineReasons("payments", {
  WALLET_NOT_FOUND: { code: "NOT_FOUND", retryable: false, zh: "您还没有钱包", en: "You have no wallet." },
  DEVICE_LIMIT_REACHED: refusal("已登记的手机已达上限", "No more phones can be registered."),
  DEVICE_NOT_FOUND: { code: "NOT_FOUND", retryable: false, zh: "没有这部手机", en: "There is no such phone." },
  MERCHANT_NOT_FOUND: { code: "NOT_FOUND", retryable: false, zh: "没有这个商户", en: "There is no such merchant." },
  MERCHANT_SUSPENDED: refusal("商户已被暂停收款", "The merchant may not take payments at present."),
  FEATURE_SUSPENDED: refusal("商户的该项功能已被暂停", "The merchant may not use this feature at present."),
  OFFLINE_NOT_AGREED: refusal(
    "商户未开通离线收款",
    "The merchant's contract has no terms for payment codes without a network.",
  ),
  OFFLINE_TILL_UNKNOWN: refusal("该收银台从未联网登记", "The till had never been in contact before."),
  OFFLINE_TILLS_TOO_MANY: refusal(
    "门店登记的收银台过多，长期未用的名称两天后失效",
    "The store has as many tills as it may; names that are not used any more are forgotten after two days.",
  ),
  OFFLINE_SCAN_TOO_OLD: refusal("离线交易已超过上传期限", "The offline sale arrived too late."),
  OFFLINE_SCAN_BACKDATED: refusal(
    "扫码时间早于收银台最近一次联网",
    "The till has been in contact since the code was scanned.",
  ),
  OFFLINE_TRADE_TOO_LARGE: refusal("超过离线单笔限额", "The amount is above the limit of one offline trade."),
  RISK_RULE_CHANGED: {
    code: "ABORTED",
    retryable: false,
    zh: "规则已有新版本，请重新读取",
    en: "The rule has another version by now; read it again.",
  },
  TOO_MANY_WRONG_CODES: {
    code: "RESOURCE_EXHAUSTED",
    retryable: false,
    zh: "错误的付款码过多，请十分钟后再试",
    en: "Too many wrong payment codes were tried; no code is taken for ten minutes.",
  },
  PAYMENT_CODE_FOREIGN: refusal(
    "这是其他钱包的付款码，本店暂不支持",
    "The payment code belongs to another wallet, which is not accepted here.",
  ),
  PAYMENT_CODE_UNKNOWN: refusal("付款码无效，请刷新后重试", "The payment code is not known; show a fresh one."),
  PAYMENT_CODE_EXPIRED: refusal("付款码已过期，请刷新后重试", "The payment code has expired; show a fresh one."),
  PAYMENT_CODE_SPENT: refusal("付款码已使用，请刷新后重试", "The payment code has been used; show a fresh one."),
  QR_CODE_UNKNOWN: { code: "NOT_FOUND", retryable: false, zh: "二维码无效", en: "There is no such QR code." },
  ...billReasons,
  ...cardReasons,
  ...payeeReasons,
  ...passwordReasons,
  MERCHANT_TRADE_ID_REUSED: {
    code: "ABORTED",
    retryable: false,
    zh: "商户订单号已用于另一笔交易",
    en: "The merchant's trade id was used for another trade.",
  },
  TRADE_NOT_FOUND: { code: "NOT_FOUND", retryable: false, zh: "没有这笔交易", en: "There is no such trade." },
  TRADE_NOT_PAYABLE: refusal("交易已支付或已关闭", "The trade is paid or closed already."),
  TRADE_EXPIRED: refusal("交易已超时，请重新下单", "The trade has expired; make a new one."),
  WALLET_FROZEN: refusal("钱包已冻结", "The wallet is frozen."),
  FUNDING_SOURCE_NOT_FOUND: refusal("没有这个付款方式", "There is no such funding source."),
  CATEGORY_PROHIBITED: refusal("该类商品或服务禁止交易", "Goods of this kind may not be sold here."),
  TRADE_LIMIT_EXCEEDED: refusal("超过单笔交易限额", "The amount is above the limit of one trade."),
  PAYMENTS_TOO_FREQUENT: {
    code: "RESOURCE_EXHAUSTED",
    retryable: false,
    zh: "付款过于频繁，请稍后再试",
    en: "There were too many payments in a short time; try later.",
  },
  PAYER_LIMIT_EXCEEDED: refusal("超过付款人的限额", "The amount is above the payer's limit."),
  MERCHANT_LIMIT_EXCEEDED: refusal("超过商户的收款限额", "The amount is above what the merchant may take."),
  CURRENCY_NOT_HELD: refusal("钱包不支持该币种", "The wallet does not hold this currency."),
  OFFLINE_TOTAL_EXCEEDED: refusal("超过离线累计限额", "The till, or its store, has taken as much offline as it may."),
  ...spendingReasons,
  BALANCE_INSUFFICIENT: refusal("余额不足", "The balance is too low."),
  CARD_REFUSED: refusal("银行卡被拒绝，请换卡或换其他方式", "The card was refused; use another card or another way."),
  CHANNEL_REFUSED: refusal("支付渠道拒绝了这笔付款", "The payment channel refused the payment."),
  CHANNEL_UNAVAILABLE: refusal(
    "支付渠道暂不可用，请换其他方式",
    "The payment channel cannot be reached; use another way.",
  ),
  TRADE_NOT_CAPTURABLE: refusal("交易没有可扣款的预授权", "The trade holds no amount that can be captured."),
  CAPTURE_EXCEEDS_HOLD: refusal("扣款金额超过预授权金额", "The amount is more than is held."),
  TRADE_NOT_CLOSABLE: refusal("交易已支付，不能关闭", "The trade is paid and cannot be closed."),
  TRADE_NOT_REVERSIBLE: refusal(
    "交易已支付超过 24 小时，不能撤销，请退款",
    "The trade was paid more than 24 hours ago; refund it instead.",
  ),
  NOTIFICATION_NOT_FOUND: {
    code: "NOT_FOUND",
    retryable: false,
    zh: "该交易没有通知",
    en: "There is no notification of this trade.",
  },
  REFUND_NOT_FOUND: { code: "NOT_FOUND", retryable: false, zh: "没有这笔退款", en: "There is no such refund." },
  MERCHANT_REFUND_ID_REUSED: {
    code: "ABORTED",
    retryable: false,
    zh: "商户退款单号已用于另一笔退款",
    en: "The merchant's refund id was used for another refund.",
  },
  TRADE_NOT_REFUNDABLE: refusal("交易未支付，不能退款", "The trade is not paid and cannot be refunded."),
  REFUND_WINDOW_ENDED: refusal("已超过可退款期限", "The time for refunds has ended."),
  REFUND_EXCEEDS_PAID: refusal("退款金额超过可退金额", "The amount is more than is paid and not yet refunded."),
  MERCHANT_FUNDS_SHORT: refusal("商户可退余额不足", "The merchant's funds do not cover the refund."),
});

/** A reason of this service. */
export type PaymentReason = keyof typeof paymentReasons.rows;
