import { defineReasons } from "../../kernel/errors/reason.ts";
import { billReasons, payeeReasons, spendingReasons } from "./wallet-reasons.ts";

/** Why payments refuses, in the order in which its guards stand. Every rpc's comment in payments.proto lists its own. */
export const paymentReasons = defineReasons("payments", {
  WALLET_NOT_FOUND: { code: "NOT_FOUND", retryable: false, zh: "您还没有钱包", en: "You have no wallet." },
  DEVICE_LIMIT_REACHED: {
    code: "FAILED_PRECONDITION",
    retryable: false,
    zh: "已登记的手机已达上限",
    en: "No more phones can be registered.",
  },
  DEVICE_NOT_FOUND: { code: "NOT_FOUND", retryable: false, zh: "没有这部手机", en: "There is no such phone." },
  MERCHANT_NOT_FOUND: { code: "NOT_FOUND", retryable: false, zh: "没有这个商户", en: "There is no such merchant." },
  TOO_MANY_WRONG_CODES: {
    code: "RESOURCE_EXHAUSTED",
    retryable: false,
    zh: "错误的付款码过多，请十分钟后再试",
    en: "Too many wrong payment codes were tried; no code is taken for ten minutes.",
  },
  PAYMENT_CODE_FOREIGN: {
    code: "FAILED_PRECONDITION",
    retryable: false,
    zh: "这是其他钱包的付款码，本店暂不支持",
    en: "The payment code belongs to another wallet, which is not accepted here.",
  },
  PAYMENT_CODE_UNKNOWN: {
    code: "FAILED_PRECONDITION",
    retryable: false,
    zh: "付款码无效，请刷新后重试",
    en: "The payment code is not known; show a fresh one.",
  },
  PAYMENT_CODE_EXPIRED: {
    code: "FAILED_PRECONDITION",
    retryable: false,
    zh: "付款码已过期，请刷新后重试",
    en: "The payment code has expired; show a fresh one.",
  },
  PAYMENT_CODE_SPENT: {
    code: "FAILED_PRECONDITION",
    retryable: false,
    zh: "付款码已使用，请刷新后重试",
    en: "The payment code has been used; show a fresh one.",
  },
  ...billReasons,
  ...payeeReasons,
  PAYMENT_PASSWORD_ALREADY_SET: {
    code: "FAILED_PRECONDITION",
    retryable: false,
    zh: "支付密码已设置，请使用修改支付密码",
    en: "A payment password is set already; change it instead.",
  },
  PAYMENT_PASSWORD_NOT_SET: {
    code: "FAILED_PRECONDITION",
    retryable: false,
    zh: "请先设置支付密码",
    en: "Set a payment password first.",
  },
  PAYMENT_PASSWORD_LOCKED: {
    code: "RESOURCE_EXHAUSTED",
    retryable: false,
    zh: "支付密码错误次数过多，请 {retryAfterMinutes} 分钟后再试",
    en: "Too many wrong payment passwords; try again in {retryAfterMinutes} minutes.",
  },
  PAYMENT_PASSWORD_NEEDED: {
    code: "FAILED_PRECONDITION",
    retryable: false,
    zh: "请输入支付密码",
    en: "Confirm with the payment password.",
  },
  PAYMENT_PASSWORD_WRONG: {
    code: "FAILED_PRECONDITION",
    retryable: false,
    zh: "支付密码错误，还可尝试 {triesLeft} 次",
    en: "The payment password is wrong; {triesLeft} tries are left.",
  },
  MERCHANT_TRADE_ID_REUSED: {
    code: "ABORTED",
    retryable: false,
    zh: "商户订单号已用于另一笔交易",
    en: "The merchant's trade id was used for another trade.",
  },
  TRADE_NOT_FOUND: { code: "NOT_FOUND", retryable: false, zh: "没有这笔交易", en: "There is no such trade." },
  TRADE_NOT_PAYABLE: {
    code: "FAILED_PRECONDITION",
    retryable: false,
    zh: "交易已支付或已关闭",
    en: "The trade is paid or closed already.",
  },
  TRADE_EXPIRED: {
    code: "FAILED_PRECONDITION",
    retryable: false,
    zh: "交易已超时，请重新下单",
    en: "The trade has expired; make a new one.",
  },
  WALLET_FROZEN: { code: "FAILED_PRECONDITION", retryable: false, zh: "钱包已冻结", en: "The wallet is frozen." },
  CURRENCY_NOT_HELD: {
    code: "FAILED_PRECONDITION",
    retryable: false,
    zh: "钱包不支持该币种",
    en: "The wallet does not hold this currency.",
  },
  ...spendingReasons,
  BALANCE_INSUFFICIENT: {
    code: "FAILED_PRECONDITION",
    retryable: false,
    zh: "余额不足",
    en: "The balance is too low.",
  },
  TRADE_NOT_CAPTURABLE: {
    code: "FAILED_PRECONDITION",
    retryable: false,
    zh: "交易没有可扣款的预授权",
    en: "The trade holds no amount that can be captured.",
  },
  CAPTURE_EXCEEDS_HOLD: {
    code: "FAILED_PRECONDITION",
    retryable: false,
    zh: "扣款金额超过预授权金额",
    en: "The amount is more than is held.",
  },
  TRADE_NOT_CLOSABLE: {
    code: "FAILED_PRECONDITION",
    retryable: false,
    zh: "交易已支付，不能关闭",
    en: "The trade is paid and cannot be closed.",
  },
  MERCHANT_REFUND_ID_REUSED: {
    code: "ABORTED",
    retryable: false,
    zh: "商户退款单号已用于另一笔退款",
    en: "The merchant's refund id was used for another refund.",
  },
  TRADE_NOT_REFUNDABLE: {
    code: "FAILED_PRECONDITION",
    retryable: false,
    zh: "交易未支付，不能退款",
    en: "The trade is not paid and cannot be refunded.",
  },
  REFUND_WINDOW_ENDED: {
    code: "FAILED_PRECONDITION",
    retryable: false,
    zh: "已超过可退款期限",
    en: "The time for refunds has ended.",
  },
  REFUND_EXCEEDS_PAID: {
    code: "FAILED_PRECONDITION",
    retryable: false,
    zh: "退款金额超过可退金额",
    en: "The amount is more than is paid and not yet refunded.",
  },
  MERCHANT_FUNDS_SHORT: {
    code: "FAILED_PRECONDITION",
    retryable: false,
    zh: "商户可退余额不足",
    en: "The merchant's funds do not cover the refund.",
  },
});

/** A reason of this service. */
export type PaymentReason = keyof typeof paymentReasons.rows;
