import type { Caller } from "../../../kernel/auth/caller.ts";
import type { Money } from "../../../kernel/money/money.ts";
import { type FieldReader, readFields } from "../../../kernel/parse/parse.ts";
import { type PayTradeRequest, PaymentWay as WayNumber } from "../../../proto/gen/paywindow/payments/v1/payments.ts";
import { TRADE_LIFETIME_S } from "../config.ts";
import { type ScannedCode, scanPaymentCode } from "../payment-code/payment-code.ts";
import type { Claim, PaymentWay, TradeDetails } from "./trade.ts";
import type { TradeRef } from "./trade-model.ts";

const MERCHANT_ID_SHAPE = { en: "1 to 64 of A-Z a-z 0-9 _ -", zh: "1 至 64 位字母、数字、下划线或连字符" };

/** An id that the merchant made. */
export const readMerchantsOwnId = (fields: FieldReader, field: string, value: string): string =>
  fields.matching(field, value, /^[A-Za-z0-9_-]{1,64}$/, MERCHANT_ID_SHAPE);

const REFUND_ID_SHAPE = { en: "1 to 80 of A-Z a-z 0-9 _ -", zh: "1 至 80 位字母、数字、下划线或连字符" };

/** A refund's id that the merchant made: room for a number of 64 characters and for the mark of the trade within which a door's client made it unique. */
export const readRefundId = (fields: FieldReader, value: string): string =>
  fields.matching("merchant_refund_id", value, /^[A-Za-z0-9_-]{1,80}$/, REFUND_ID_SHAPE);

/** The claim that CreateTrade, PayTrade and AuthorizeTrade state in the same fields. */
type ClaimFields = "merchantId" | "storeId" | "merchantTradeId" | "amount" | "subject";

export const readClaim = (fields: FieldReader, request: Pick<PayTradeRequest, ClaimFields>): Claim => {
  const amount = fields.amount("amount", request.amount);
  return {
    merchantId: fields.id("merchant_id", request.merchantId, "mer"),
    storeId: fields.id("store_id", request.storeId, "str"),
    merchantTradeId: readMerchantsOwnId(fields, "merchant_trade_id", request.merchantTradeId),
    amount: amount.minorUnits,
    currencyCode: amount.currencyCode,
    subject: fields.text("subject", request.subject, 1, 256),
  };
};

/** What else the merchant says of a trade, and which of its programs says it. What it leaves out is absent. */
export const readDetails = (fields: FieldReader, request: DetailFields, caller: Caller): TradeDetails => {
  const text = (field: string, value: string, max: number): string | undefined =>
    value === "" ? undefined : fields.text(field, value, 1, max);
  const url = request.notifyUrl;
  if (url !== "" && !isWebAddress(url))
    fields.refuse({
      field: "notify_url",
      en: "an http or https address of up to 256 characters",
      zh: "须为 256 字符以内的 http 或 https 地址",
    });
  const goods = request.goodsCategory;
  const details = {
    body: text("body", request.body, 256),
    operatorId: text("operator_id", request.operatorId, 28),
    terminalId: text("terminal_id", request.terminalId, 32),
    appId: caller.kind === "app" ? caller.id : undefined,
    notifyUrl: url || undefined,
    passbackParams: text("passback_params", request.passbackParams, 512),
    goodsCategory: goods ? fields.matching("goods_category", goods, /^[A-Za-z0-9_-]{1,32}$/, GOODS_SHAPE) : undefined,
  };
  return Object.fromEntries(Object.entries(details).filter(([, value]) => value !== undefined));
};

type DetailFields = Pick<
  PayTradeRequest,
  "body" | "operatorId" | "terminalId" | "notifyUrl" | "passbackParams" | "goodsCategory"
>;

const GOODS_SHAPE = { en: "1 to 32 of A-Z a-z 0-9 _ -", zh: "1 至 32 位字母、数字、下划线或连字符" };

const isWebAddress = (text: string): boolean => text.length <= 256 && /^https?:\/\//i.test(text) && URL.canParse(text);

export const readLifetime = (fields: FieldReader, lifetimeS: number): number => {
  const { standard, min, max } = TRADE_LIFETIME_S;
  return fields.integerOr("lifetime_s", lifetimeS, standard, min, max);
};

/** How the code reached the merchant. */
const readScene = (fields: FieldReader, scene: WayNumber): PaymentWay => {
  if (scene === WayNumber.PAYMENT_WAY_SOUND) return "SOUND";
  if (scene !== WayNumber.PAYMENT_WAY_BARCODE && scene !== WayNumber.PAYMENT_WAY_UNSPECIFIED)
    fields.refuse({ field: "scene", en: "BARCODE or SOUND", zh: "须为 BARCODE 或 SOUND" });
  return "BARCODE";
};

/** A payment by code, as it was asked for. */
export interface PaymentRequest {
  readonly claim: Claim;
  readonly details: TradeDetails;
  readonly lifetimeS: number;
  readonly way: PaymentWay;
  readonly code: ScannedCode;
}

/** A claim and the code that was scanned for it. A text that is no payment code of anyone is a fault of the request (P11). */
export const parsePayment = (request: PayTradeRequest, caller: Caller): PaymentRequest => {
  const fields = readFields();
  const claim = readClaim(fields, request);
  const details = readDetails(fields, request, caller);
  const lifetimeS = readLifetime(fields, request.lifetimeS);
  const way = readScene(fields, request.scene);
  const code = scanPaymentCode(request.paymentCode);
  if (code.route === "malformed")
    fields.refuse({
      field: "payment_code",
      en: "the 16 to 24 digits of a payment code",
      zh: "须为 16 至 24 位数字付款码",
    });
  fields.check();
  return { claim, details, lifetimeS, way, code };
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
