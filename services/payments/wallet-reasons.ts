import type { ReasonRow } from "../../kernel/errors/reason.ts";

/** The wallet's part of the registry in errors.ts, in the order in which its guards stand there. */

/** What is on a user's bill. */
export const billReasons = {
  BILL_NOT_FOUND: {
    code: "NOT_FOUND",
    retryable: false,
    zh: "没有这条账单",
    en: "There is no such line on your bill.",
  },
  BILL_NOT_SETTLED: {
    code: "FAILED_PRECONDITION",
    retryable: false,
    zh: "这条账单还没有入账，不能开具凭证",
    en: "No money has moved yet for this line, so there is no voucher.",
  },
} as const satisfies Record<string, ReasonRow>;

/** Who a user is, and the cards in that name. */
export const cardReasons = {
  REAL_NAME_ALREADY_SET: {
    code: "FAILED_PRECONDITION",
    retryable: false,
    zh: "实名信息已提交，不能更改",
    en: "Your real name is known already and cannot be changed.",
  },
  REAL_NAME_NEEDED: {
    code: "FAILED_PRECONDITION",
    retryable: false,
    zh: "请先完成实名认证",
    en: "Submit your real name first.",
  },
  CARD_HOLDER_DIFFERS: {
    code: "FAILED_PRECONDITION",
    retryable: false,
    zh: "持卡人须与实名信息一致",
    en: "The card's holder must be the person whose real name is known.",
  },
  CARD_LIMIT_REACHED: {
    code: "FAILED_PRECONDITION",
    retryable: false,
    zh: "绑定的银行卡已达上限",
    en: "No more cards can be bound.",
  },
  CARD_NOT_ACCEPTED: {
    code: "FAILED_PRECONDITION",
    retryable: false,
    zh: "银行未接受该卡，请核对卡号、有效期和持卡人",
    en: "The bank does not accept the card; check number, expiry and holder.",
  },
  BANK_UNAVAILABLE: {
    code: "UNAVAILABLE",
    retryable: false,
    zh: "银行暂时无法连接，请稍后再试",
    en: "The bank cannot be reached now; try again later.",
  },
  CARD_NOT_FOUND: {
    code: "NOT_FOUND",
    retryable: false,
    zh: "没有这张银行卡",
    en: "There is no such card.",
  },
} as const satisfies Record<string, ReasonRow>;

/** The payment password. */
export const passwordReasons = {
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
} as const satisfies Record<string, ReasonRow>;

/** Whom money shall go to, and under which id. */
export const payeeReasons = {
  TRANSFER_REQUEST_ID_REUSED: {
    code: "ABORTED",
    retryable: false,
    zh: "转账请求号已用于另一笔转账",
    en: "The transfer request id was used for another transfer.",
  },
  REPAY_REQUEST_ID_REUSED: {
    code: "ABORTED",
    retryable: false,
    zh: "还款请求号已用于另一笔还款",
    en: "The repay request id was used for another repayment.",
  },
  PAYER_NOT_FOUND: {
    code: "NOT_FOUND",
    retryable: false,
    zh: "没有找到付款人",
    en: "There is no such payer.",
  },
  PAYEE_NOT_FOUND: {
    code: "NOT_FOUND",
    retryable: false,
    zh: "没有找到收款人",
    en: "There is no such payee.",
  },
  PAYEE_IS_PAYER: {
    code: "FAILED_PRECONDITION",
    retryable: false,
    zh: "不能转账给自己",
    en: "You cannot transfer to yourself.",
  },
} as const satisfies Record<string, ReasonRow>;

/** Why money may not move although the payer holds its currency. */
export const spendingReasons = {
  PAYEE_FROZEN: {
    code: "FAILED_PRECONDITION",
    retryable: false,
    zh: "收款人的钱包暂不能收款",
    en: "The payee's wallet cannot receive money now.",
  },
  TRANSFER_LIMIT_EXCEEDED: {
    code: "FAILED_PRECONDITION",
    retryable: false,
    zh: "超过转账限额，完成实名认证可提高限额",
    en: "The transfer is above your limit; a proven real name raises it.",
  },
  CREDIT_LINE_NOT_OPEN: {
    code: "NOT_FOUND",
    retryable: false,
    zh: "您还没有开通信用支付",
    en: "You have no credit line.",
  },
  REPAYMENT_EXCEEDS_OWED: {
    code: "FAILED_PRECONDITION",
    retryable: false,
    zh: "还款金额超过待还金额",
    en: "The amount is more than is owed.",
  },
} as const satisfies Record<string, ReasonRow>;
