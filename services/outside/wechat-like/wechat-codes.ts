import type { RefundRefusal, Refusal } from "../order/order.ts";

/** An error as WeChat Pay v3 says it: an HTTP status and a code. */
interface WechatError {
  readonly status: number;
  readonly code: string;
}

const error = (status: number, code: string): WechatError => ({ status, code });

/** What the wallet says when a payment is refused. */
export const PAY_ERRORS: Readonly<Record<Refusal, WechatError>> = {
  CODE_UNKNOWN: error(400, "AUTH_CODE_ERROR"),
  CODE_EXPIRED: error(400, "AUTH_CODE_EXPIRED"),
  CODE_SPENT: error(400, "AUTH_CODE_INVALID"),
  CARD_UNKNOWN: error(400, "AUTH_CODE_ERROR"),
  CARD_EXPIRED: error(400, "AUTH_CODE_ERROR"),
  ACCOUNT_FROZEN: error(403, "ACCOUNT_ERROR"),
  AMOUNT_OVER_LIMIT: error(403, "RULE_LIMIT"),
  BALANCE_SHORT: error(403, "NOT_ENOUGH"),
  PAYER_REFUSED: error(403, "TRADE_ERROR"),
};

/** What it says when a refund is not accepted. */
export const REFUND_ERRORS: Readonly<Record<RefundRefusal, WechatError>> = {
  ORDER_UNKNOWN: error(404, "RESOURCE_NOT_EXISTS"),
  ORDER_NOT_PAID: error(403, "TRADE_STATE_ERROR"),
  OVER_PAID: error(400, "REFUND_AMOUNT_EXCEEDED"),
  TOO_LATE: error(403, "TRADE_OVERDUE"),
  ACCOUNT_FROZEN: error(403, "USER_ACCOUNT_ABNORMAL"),
};

/** Everything else that it says. */
export const OTHER_ERRORS = {
  signature: error(401, "SIGN_ERROR"),
  parameter: error(400, "PARAM_ERROR"),
  route: error(404, "NOT_FOUND"),
  orderUnknown: error(404, "ORDER_NOT_EXIST"),
  refundUnknown: error(404, "RESOURCE_NOT_EXISTS"),
  numberUsed: error(403, "OUT_TRADE_NO_USED"),
  reversed: error(403, "ORDER_REVERSED"),
  tooEarly: error(400, "REVERSE_TOO_EARLY"),
  tooLate: error(403, "REVERSE_EXPIRE"),
} as const;
