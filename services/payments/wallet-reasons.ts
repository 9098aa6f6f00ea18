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
