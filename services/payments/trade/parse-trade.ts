import type { Money } from "../../../kernel/money/money.ts";
import { type FieldReader, readFields } from "../../../kernel/parse/parse.ts";
import type { PayTradeRequest } from "../../../proto/gen/paywindow/payments/v1/payments.ts";
import { type ScannedCode, scanPaymentCode } from "../payment-code/payment-code.ts";
import type { Claim } from "./trade.ts";
import type { TradeRef } from "./trade-model.ts";

const MERCHANT_ID_SHAPE = { en: "1 to 64 of A-Z a-z 0-9 _ -", zh: "1 至 64 位字母、数字、下划线或连字符" };

/** An id that the merchant made. */
export const readMerchantsOwnId = (fields: FieldReader, field: string, value: string): string =>
  fields.matching(field, value, /^[A-Za-z0-9_-]{1,64}$/, MERCHANT_ID_SHAPE);

/** The claim that CreateTrade, PayTrade and AuthorizeTrade state in the same fields. */
export const readClaim = (fields: FieldReader, request: Omit<PayTradeRequest, "paymentCode">): Claim => {
  const amount = fields.amount("amount", request.amount);
  return {
    merchantId: fields.id("merchant_id", request.merchantId, "mer"),
    storeId: fields.id("store_id", request.storeId, "str"),
    merchantTradeId: readMerchantsOwnId(fields, "merchant_trade_id", request.merchantTradeId),
    amount: amount.minorUnits,
    currencyCode: amount.currencyCode,
    subject: fields.text("subject", request.subject, 1, 128),
  };
};

/** A claim and the code that was scanned for it. A text that is no payment code of anyone is a fault of the request (P11). */
export const parsePayment = (request: PayTradeRequest): { claim: Claim; code: ScannedCode } => {
  const fields = readFields();
  const claim = readClaim(fields, request);
  const code = scanPaymentCode(request.paymentCode);
  if (code.route === "malformed")
    fields.refuse({
      field: "payment_code",
      en: "the 16 to 24 digits of a payment code",
      zh: "须为 16 至 24 位数字付款码",
    });
  fields.check();
  return { claim, code };
};

/** A merchant's trade by exactly one of the two ids. */
export const readTradeRef = (
  fields: FieldReader,
  request: { merchantId: string; tradeId: string; merchantTradeId: string },
): TradeRef => {
  const { tradeId, merchantTradeId } = request;
  const merchantId = fields.id("merchant_id", request.merchantId, "mer");
  if ((tradeId === "") === (merchantTradeId === ""))
    fields.refuse({
      field: "trade_id",
      en: "one of trade_id and merchant_trade_id",
      zh: "trade_id 与 merchant_trade_id 须填且只填一个",
    });
  else if (tradeId) fields.id("trade_id", tradeId, "trd");
  else readMerchantsOwnId(fields, "merchant_trade_id", merchantTradeId);
  return { merchantId, tradeId, merchantTradeId };
};

/** @throws REQUEST_INVALID where an amount is not in the currency of the trade that it is for. */
export const assertCurrency = (amount: Money, currencyCode: string): void => {
  if (amount.currencyCode === currencyCode) return;
  const fields = readFields();
  fields.refuse({ field: "amount.currency_code", en: "the trade's currency", zh: "须与交易币种一致" });
  fields.check();
};
