import { idOfDigits } from "../../../kernel/ids/id-digits.ts";
import { isId } from "../../../kernel/ids/ids.ts";
import { addMoney, equalMoney, type Money } from "../../../kernel/money/money.ts";
import { nextChinaMidnight, parseChinaTime } from "../../../kernel/time/china-time.ts";
import type { BizContent } from "../biz/biz-content.ts";
import type { BizFields } from "../biz/biz-fields.ts";
import { businessFault } from "../fault.ts";
import type { Calling } from "./method.ts";

/** What the trade methods' requests have in common (ALIPAY_API 4 and 5). */

const MINUTE_S = 60;
const UNITS_S: Readonly<Record<string, number>> = { m: MINUTE_S, h: 3_600, d: 86_400 };
/** 1 minute to 15 days. */
const MAX_LIFETIME_S = 15 * 86_400;
/** What a trade of the till waits where nothing is said, and what a QR code lives whatever is said. */
const STANDARD_LIFETIME_S = 3 * 3_600;
const QR_LIFETIME_S = 2 * 3_600;

/** Letters, digits and underscores, as Alipay has it, and `-`, which our own ids allow as well. */
const OWN_ID = /^[A-Za-z0-9_-]{1,64}$/;
const OWN_ID_SHAPE = "须为 1 至 64 位字母、数字或下划线";

export const readOwnId = (fields: BizFields, name: string): string => fields.matching(name, OWN_ID, OWN_ID_SHAPE);

/** What digits that are no trade's lead to: an id that no trade has. */
const NOBODYS_TRADE = "trd_00000000000000000000000000";

/** trade_no wins over out_trade_no; one of them is required. */
export interface TradeReference {
  readonly merchantId: string;
  readonly tradeId: string;
  readonly merchantTradeId: string;
}

export const readTradeReference = (fields: BizFields, { merchantId }: Calling): TradeReference => {
  const tradeNo = fields.text("trade_no", 64);
  const outTradeNo = readOwnId(fields, "out_trade_no");
  if (tradeNo === "" && !fields.has("out_trade_no") && !fields.has("trade_no"))
    fields.refuse("out_trade_no", "out_trade_no 与 trade_no 至少填一个");
  if (tradeNo === "") return { merchantId, tradeId: "", merchantTradeId: outTradeNo };
  return { merchantId, tradeId: idOfDigits("trd", tradeNo) ?? NOBODYS_TRADE, merchantTradeId: "" };
};

/** How long a trade waits for its payer. */
export interface Lifetime {
  readonly lifetimeS: number;
  /** The instant at which it ends, where the merchant named an instant: a later repetition then has another span and means the same. */
  readonly expireTime?: Date;
}

const lifetimeUntil = (expireTime: Date, now: Date): Lifetime => {
  const spanS = Math.ceil((expireTime.getTime() - now.getTime()) / 1_000);
  return { lifetimeS: Math.min(MAX_LIFETIME_S, Math.max(MINUTE_S, spanS)), expireTime };
};

const spanOf = (text: string): number => {
  const [, count = "0", unit = "m"] = /^(\d{1,5})([mhd])$/.exec(text) ?? [];
  return Number(count) * (UNITS_S[unit] as number);
};

const readSpan = (fields: BizFields, name: string): number | undefined => {
  const text = fields.text(name, 6);
  if (text === "") return undefined;
  const spanS = spanOf(text);
  if (spanS < MINUTE_S || spanS > MAX_LIFETIME_S) fields.refuse(name, "须为 1m 至 15d（单位 m、h、d，整数），或 1c");
  return spanS;
};

/** time_expire wins over timeout_express; `1c` ends at midnight in China. */
export const readLifetime = (fields: BizFields, now: Date): Lifetime => {
  const timeExpire = fields.text("time_expire", 32);
  if (timeExpire !== "") {
    const expireTime = parseChinaTime(timeExpire);
    if (expireTime && expireTime <= now)
      throw businessFault("ACQ.NOW_TIME_AFTER_EXPIRE_TIME_ERROR", "当前时间已超过允许支付的时间");
    if (expireTime) return lifetimeUntil(expireTime, now);
    fields.refuse("time_expire", "须为 yyyy-MM-dd HH:mm 或 yyyy-MM-dd HH:mm:ss");
  }
  if (fields.text("timeout_express", 6) === "1c") return lifetimeUntil(nextChinaMidnight(now), now);
  return { lifetimeS: readSpan(fields, "timeout_express") ?? STANDARD_LIFETIME_S };
};

/** As readLifetime, cut to what a QR code lives. */
export const readQrLifetime = (fields: BizFields, now: Date): Lifetime => {
  const own = readSpan(fields, "qr_code_timeout_express");
  const { lifetimeS, expireTime } = own === undefined ? readLifetime(fields, now) : { lifetimeS: own };
  return lifetimeS > QR_LIFETIME_S ? { lifetimeS: QR_LIFETIME_S } : { lifetimeS, ...(expireTime && { expireTime }) };
};

const NO_AMOUNT: Money = { minorUnits: 0n, currencyCode: "CNY" };

/** The total, which may be left out where the two parts are there, and must be their sum where all three are. */
const readTotal = (fields: BizFields): Money => {
  const [total, part, rest] = ["total_amount", "discountable_amount", "undiscountable_amount"].map(fields.yuan);
  const sum = part && rest ? addMoney(part, rest) : undefined;
  if (total && sum && !equalMoney(total, sum))
    fields.refuse("total_amount", "须等于 discountable_amount 与 undiscountable_amount 之和");
  if (!total && !sum && !fields.has("total_amount")) fields.refuse("total_amount", "必填");
  return total ?? sum ?? NO_AMOUNT;
};

const GOODS_CATEGORY = /^[A-Za-z0-9_-]{1,32}$/;

/** The category of the first of the goods that names one. */
const goodsCategoryOf = (biz: BizContent): string => {
  const goods = Array.isArray(biz["goods_detail"]) ? (biz["goods_detail"] as readonly BizContent[]) : [];
  const categories = goods.map((one) => (typeof one === "object" && one !== null ? one["goods_category"] : undefined));
  return categories.find((one): one is string => typeof one === "string" && GOODS_CATEGORY.test(one)) ?? "";
};

/** The claim that pay, precreate and create state in the same fields. */
export const readClaim = (fields: BizFields, biz: BizContent, calling: Calling) => {
  const { merchantId, storeId, notifyUrl } = calling;
  if (!fields.has("out_trade_no")) fields.refuse("out_trade_no", "必填");
  const subject = fields.required("subject", 256);
  if (/[/=&]/.test(subject)) fields.refuse("subject", "不得含有 / = & 等特殊字符");
  const ownStore = fields.text("store_id", 32);
  const sellerId = fields.text("seller_id", 32);
  if (sellerId !== "" && sellerId !== merchantId && `mer_${sellerId}` !== merchantId)
    throw businessFault("ACQ.SELLER_NOT_EXIST", "seller_id 不是本应用的商户");
  return {
    merchantId,
    storeId: isId("str", ownStore) ? ownStore : storeId,
    merchantTradeId: readOwnId(fields, "out_trade_no"),
    amount: readTotal(fields),
    subject,
    notifyUrl,
    body: fields.text("body", 128),
    operatorId: fields.text("operator_id", 28),
    terminalId: fields.text("terminal_id", 32),
    passbackParams: fields.text("passback_params", 512),
    goodsCategory: goodsCategoryOf(biz),
  };
};
