import { commonReasons } from "../../kernel/errors/common-reasons.ts";
import { ReasonError } from "../../kernel/errors/reason.ts";
import { AlipayFault, businessFault, unknownResult } from "./fault.ts";

/**
 * Every reason for which the rpcs behind the trade methods refuse, as an Alipay client reads it. A test holds the table against the contracts both ways.
 * TRADE_NOT_PAYABLE, TRADE_NOT_REFUNDABLE and MERCHANT_TRADE_ID_REUSED say more where the method has looked at the trade.
 */
export const TRADE_SUB_CODES: Readonly<Record<string, string>> = {
  MERCHANT_NOT_FOUND: "ACQ.PARTNER_ERROR",
  MERCHANT_SUSPENDED: "ACQ.SELLER_BEEN_BLOCKED",
  FEATURE_SUSPENDED: "ACQ.ACCESS_FORBIDDEN",
  CATEGORY_PROHIBITED: "ACQ.ACCESS_FORBIDDEN",
  TOO_MANY_WRONG_CODES: "ACQ.PAYMENT_REQUEST_HAS_RISK",
  PAYMENT_CODE_FOREIGN: "ACQ.PAYMENT_AUTH_CODE_INVALID",
  PAYMENT_CODE_UNKNOWN: "ACQ.PAYMENT_AUTH_CODE_INVALID",
  PAYMENT_CODE_EXPIRED: "ACQ.PAYMENT_AUTH_CODE_INVALID",
  PAYMENT_CODE_SPENT: "ACQ.PAYMENT_AUTH_CODE_INVALID",
  PAYER_NOT_FOUND: "ACQ.BUYER_NOT_EXIST",
  MERCHANT_TRADE_ID_REUSED: "ACQ.CONTEXT_INCONSISTENT",
  TRADE_NOT_FOUND: "ACQ.TRADE_NOT_EXIST",
  TRADE_NOT_PAYABLE: "ACQ.TRADE_HAS_SUCCESS",
  TRADE_EXPIRED: "ACQ.TRADE_HAS_CLOSE",
  TRADE_LIMIT_EXCEEDED: "ACQ.PRODUCT_AMOUNT_LIMIT_ERROR",
  PAYER_LIMIT_EXCEEDED: "ACQ.BUYER_PAYMENT_AMOUNT_DAY_LIMIT_ERROR",
  MERCHANT_LIMIT_EXCEEDED: "ACQ.BEYOND_PER_RECEIPT_DAY_RESTRICTION",
  PAYMENTS_TOO_FREQUENT: "ACQ.PAYMENT_REQUEST_HAS_RISK",
  WALLET_FROZEN: "ACQ.BUYER_ENABLE_STATUS_FORBID",
  CURRENCY_NOT_HELD: "ACQ.NO_PAYMENT_INSTRUMENTS_AVAILABLE",
  BALANCE_INSUFFICIENT: "ACQ.BUYER_BALANCE_NOT_ENOUGH",
  CARD_REFUSED: "ACQ.PAYMENT_FAIL",
  CHANNEL_REFUSED: "ACQ.PAYMENT_FAIL",
  CHANNEL_UNAVAILABLE: "ACQ.NO_PAYMENT_INSTRUMENTS_AVAILABLE",
  TRADE_NOT_CLOSABLE: "ACQ.TRADE_STATUS_ERROR",
  TRADE_NOT_REVERSIBLE: "ACQ.TRADE_CANCEL_TIME_OUT",
  MERCHANT_REFUND_ID_REUSED: "ACQ.DISCORDANT_REPEAT_REQUEST",
  TRADE_NOT_REFUNDABLE: "ACQ.TRADE_STATUS_ERROR",
  REFUND_WINDOW_ENDED: "ACQ.TRADE_HAS_FINISHED",
  REFUND_EXCEEDS_PAID: "ACQ.REFUND_AMT_NOT_EQUAL_TOTAL",
  REFUND_NOT_FOUND: "ACQ.TRADE_NOT_EXIST",
  MERCHANT_FUNDS_SHORT: "ACQ.SELLER_BALANCE_NOT_ENOUGH",
};

/** The contract's names of fields as Alipay's clients know them. */
const FIELD_NAMES: Readonly<Record<string, string>> = {
  merchant_trade_id: "out_trade_no",
  trade_id: "trade_no",
  merchant_refund_id: "out_request_no",
  amount: "total_amount",
  "amount.minor_units": "total_amount",
  payment_code: "auth_code",
  lifetime_s: "timeout_express",
  payer_user_id: "buyer_id",
  payer_phone: "buyer_logon_id",
};

/** `字段：要求；…` of fields that do not fit. */
const sayFields = (error: ReasonError): string =>
  error.fields.map(({ field, zh }) => `${FIELD_NAMES[field] ?? field}：${zh}`).join("；");

type Echo = Readonly<Record<string, string>>;

/** The reasons that any rpc may give. */
const commonFaultOf = (error: ReasonError, echo: Echo): AlipayFault | undefined => {
  switch (error.reason) {
    case "REQUEST_INVALID":
      return businessFault("ACQ.INVALID_PARAMETER", `参数无效：${sayFields(error)}`, echo);
    case "CALLER_UNKNOWN":
    case "CALLER_NOT_ALLOWED":
      return new AlipayFault("40006", "isv.insufficient-isv-permissions", error.localized("zh"), echo);
    case "RATE_LIMITED":
      return new AlipayFault("40005", "isv.app-call-limited", error.localized("zh"), echo);
    case "REQUEST_TOO_LARGE":
      return new AlipayFault("40002", "isv.invalid-parameter", error.localized("zh"), echo);
    default:
      return undefined;
  }
};

/**
 * What was thrown, in Alipay's words. A reason that a method's table does not know, and every failure of ours, is an unknown result: a client then asks, and
 * cancels, and nobody has lost anything. Its code is 20000 and not 40004, which clients take for a refusal (Alipay's own demo does).
 */
export const faultOf = (error: unknown, subCodes: Readonly<Record<string, string>>, echo: Echo = {}): AlipayFault => {
  if (error instanceof AlipayFault) return error;
  if (!(error instanceof ReasonError)) return unknownResult("ACQ.SYSTEM_ERROR");
  const subCode = subCodes[error.reason];
  if (subCode) return businessFault(subCode, error.localized("zh"), echo);
  const common = error.domain === commonReasons.domain ? commonFaultOf(error, echo) : undefined;
  return common ?? unknownResult("ACQ.SYSTEM_ERROR");
};
