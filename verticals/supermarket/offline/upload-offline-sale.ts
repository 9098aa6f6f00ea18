import { actsAtSite } from "../../../kernel/auth/caller.ts";
import type { CallContext, Handler } from "../../../kernel/contract/contract.ts";
import { commonReasons } from "../../../kernel/errors/common-reasons.ts";
import { type Money, money } from "../../../kernel/money/money.ts";
import { type FieldReader, readFields } from "../../../kernel/parse/parse.ts";
import {
  type Receipt as ReceiptMessage,
  UploadOfflineSaleRequest,
} from "../../../proto/gen/paywindow/supermarket/v1/supermarket.ts";
import { readBasketId } from "../basket/load-basket.ts";
import { attemptIdOf, type OfflineTender, requestHashOf } from "../checkout/attempt.ts";
import { takeToEnd } from "../checkout/check-out-basket.ts";
import { readBarcode } from "../item/item.ts";
import type { SupermarketParts } from "../supermarket-parts.ts";
import { putSale, type Sale, type SoldLine } from "./put-sale.ts";

const MAX_LINES = 200;
const MAX_QUANTITY = 999;

/**
 * UploadOfflineSale: the basket is stored as it was sold, and then checked out by the same saga as one that is paid at once, with two differences: the goods
 * have left the store, so stock is no reason to refuse; and what pays is cash that the drawer has, or a code as of when it was read.
 */
export const uploadOfflineSale =
  (parts: SupermarketParts): Handler<UploadOfflineSaleRequest, ReceiptMessage> =>
  async (request, context) => {
    const { sale, offline, paymentCode } = parse(request, context);
    const store = actsAtSite(context.caller, sale.storeId) ? await parts.stores.findById(sale.storeId).lean() : null;
    if (!store) throw commonReasons.error("CALLER_NOT_ALLOWED");
    const attemptId = attemptIdOf(context.caller.tenantId ?? context.caller.id, context.idempotencyKey);
    const requestHash = requestHashOf(UploadOfflineSaleRequest.encode(request).finish());
    // An attempt that is there tells what became of the sale, whatever has become of the basket since.
    if (!(await parts.attempts.exists({ _id: attemptId }))) {
      checkSoldTime(offline, context.now);
      await putSale(parts, sale, store);
    }
    // A draft that the till had saved may still arrive meanwhile: what is charged is what the shopper saw, or nothing.
    const command = {
      attemptId,
      requestHash,
      basketId: sale.basketId,
      paymentCode,
      expectedTotal: totalOf(sale),
      couponCode: "",
      offline,
    };
    return takeToEnd(parts, command, context);
  };

/** By how much a till's idea of the platform's clock may be wrong. */
const SKEW_MS = 5_000;
/** P38: as long as a sale may be under way. */
const MAX_AGE_MS = 24 * 60 * 60 * 1000;

/** A sale is neither of a time to come nor, in cash, older than a day: how old a code's may be is for payments and the merchant's contract to say. @throws REQUEST_INVALID. */
const checkSoldTime = ({ soldTime, inCash }: OfflineTender, now: Date): void => {
  const fields = readFields();
  const ageMs = now.getTime() - soldTime.getTime();
  if (ageMs < -SKEW_MS || (inCash && ageMs > MAX_AGE_MS))
    fields.refuse({ field: "sold_time", en: "in the last 24 hours", zh: "须在最近 24 小时内" });
  fields.check();
};

const totalOf = ({ lines }: Sale): Money => {
  const sum = lines.reduce((total, { unitPrice, quantity }) => total + unitPrice.minorUnits * BigInt(quantity), 0n);
  return money(sum, lines[0]?.unitPrice.currencyCode ?? "");
};

const parse = (request: UploadOfflineSaleRequest, { now }: CallContext) => {
  const fields = readFields();
  const basketId = readBasketId(fields, request.basketId);
  const storeId = fields.id("store_id", request.storeId, "str");
  const tillId = fields.text("till_id", request.tillId, 1, 32);
  const lines = readLines(fields, request.lines);
  const paymentCode = request.paymentCode.trim();
  if (paymentCode !== "")
    fields.matching("payment_code", paymentCode, /^[0-9]{16,24}$/, {
      en: "16 to 24 digits, as the scanner read them",
      zh: "须为扫码枪读到的 16 至 24 位数字",
    });
  if (!request.soldTime) fields.refuse({ field: "sold_time", en: "when it was sold", zh: "须填写成交时间" });
  const received = request.receivedAmount && fields.amount("received_amount", request.receivedAmount);
  if (received && paymentCode !== "")
    fields.refuse({ field: "received_amount", en: "only of cash", zh: "仅现金可填写" });
  fields.check();
  const sale: Sale = { basketId, storeId, tillId, lines };
  const offline: OfflineTender = {
    ...{ soldTime: request.soldTime ?? now, inCash: paymentCode === "" },
    ...(received && { received: received.minorUnits }),
  };
  return { sale, offline, paymentCode };
};

const readLines = (fields: FieldReader, lines: UploadOfflineSaleRequest["lines"]): readonly SoldLine[] => {
  if (lines.length === 0 || lines.length > MAX_LINES)
    fields.refuse({ field: "lines", en: `1 to ${MAX_LINES} lines`, zh: `须为 1 至 ${MAX_LINES} 行` });
  const seen = new Set<string>();
  return lines.slice(0, MAX_LINES).map((line, index) => {
    const field = `lines[${index}]`;
    if (seen.has(line.barcode))
      fields.refuse({ field: `${field}.barcode`, en: "once in a sale", zh: "同一商品只能有一行" });
    seen.add(line.barcode);
    return {
      barcode: readBarcode(fields, `${field}.barcode`, line.barcode),
      quantity: fields.integer(`${field}.quantity`, line.quantity, 1, MAX_QUANTITY),
      unitPrice: fields.amount(`${field}.unit_price`, line.unitPrice),
    };
  });
};
