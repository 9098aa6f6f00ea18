import { digitsOfId } from "../../../kernel/ids/id-digits.ts";
import { innerIdOf } from "../../../kernel/ids/scoped-id.ts";
import { decimalOf, money } from "../../../kernel/money/money.ts";
import { chinaTime, chinaTimeMs } from "../../../kernel/time/china-time.ts";
import { plusMs } from "../../../kernel/time/clock.ts";
import { arrivedOf, type Refund } from "../refund/refund.ts";
import type { Trade } from "../trade/trade.ts";

/** What a merchant is told of its trade at the address that it gave, in the words of Alipay's asynchronous notification (ALIPAY_API 3). Rules, without any I/O. */

/** DELIVERED is final: whatever becomes of a repetition, the merchant has had it (P31). EXHAUSTED: all tries failed; ResendNotify begins anew. */
export type NotificationState = "PENDING" | "DELIVERED" | "EXHAUSTED";

/** What a try came to, as it is stored: it says nothing of what the address answered but its status. */
export interface TryOutcome {
  readonly delivered: boolean;
  /** `HTTP 500`, `timed out`, `private address`. */
  readonly remark: string;
}

const [SECOND_MS, MINUTE_MS, HOUR_MS] = [1_000, 60_000, 3_600_000];

/** ALIPAY: what Alipay's clients expect. STANDARD: soon again, and at least fifteen times in a day (P31). */
export type NotifySchedule = "ALIPAY" | "STANDARD";

/** The gaps between the tries. */
const GAPS_MS: Readonly<Record<NotifySchedule, readonly number[]>> = {
  ALIPAY: [...[4 * MINUTE_MS, 10 * MINUTE_MS, 10 * MINUTE_MS], ...[HOUR_MS, 2 * HOUR_MS, 6 * HOUR_MS, 15 * HOUR_MS]],
  STANDARD: [
    ...[15 * SECOND_MS, 15 * SECOND_MS, 30 * SECOND_MS, 3 * MINUTE_MS, 10 * MINUTE_MS],
    ...[20 * MINUTE_MS, 30 * MINUTE_MS, 30 * MINUTE_MS, 30 * MINUTE_MS, HOUR_MS],
    ...[3 * HOUR_MS, 3 * HOUR_MS, 3 * HOUR_MS, 6 * HOUR_MS, 6 * HOUR_MS],
  ],
};

/** By which of them a trade's notifications go: as its merchant has agreed, else as whoever made it expects. */
export const scheduleOf = ({ terms, appId }: Pick<Trade, "terms" | "appId">): NotifySchedule =>
  terms?.notifySchedule ?? (appId ? "ALIPAY" : "STANDARD");

/** A notification as it stood when it was sent; one of earlier versions goes by Alipay's gaps. */
interface Sent {
  readonly state: NotificationState;
  readonly tries: number;
  readonly schedule?: NotifySchedule;
}

/** How a notification stands after a try. `nextTime` is absent where nothing more is to be sent. */
export const afterTry = (
  { state, tries, schedule = "ALIPAY" }: Sent,
  { delivered }: TryOutcome,
  now: Date,
): { readonly state: NotificationState; readonly tries: number; readonly nextTime?: Date } => {
  const made = tries + 1;
  if (delivered || state === "DELIVERED") return { state: "DELIVERED", tries: made };
  const gapMs = GAPS_MS[schedule][tries];
  return gapMs === undefined
    ? { state: "EXHAUSTED", tries: made }
    : { state: "PENDING", tries: made, nextTime: plusMs(now, gapMs) };
};

type Fields = Readonly<Record<string, string>>;

const accountIdOf = (id: string): string => id.slice(id.indexOf("_") + 1);

const amountFields = ({ currencyCode, amount, paidAmount = 0n, tender }: Trade): Fields => {
  const paid = decimalOf(money(paidAmount, currencyCode));
  const channel = { CREDIT_LINE: "PCREDIT", BANK_CARD: "BANKCARD" }[tender as string] ?? "ALIPAYACCOUNT";
  return {
    total_amount: decimalOf(money(amount, currencyCode)),
    ...{ receipt_amount: paid, invoice_amount: paid, buyer_pay_amount: paid, point_amount: "0.00" },
    fund_bill_list: JSON.stringify([{ amount: paid, fundChannel: channel }]),
  };
};

/** `refund_fee` is the sum of what has arrived; a refund that came back has no time. */
const refundFields = (trade: Trade, refund: Refund): Fields => ({
  out_biz_no: innerIdOf(refund.tradeId, refund.merchantRefundId),
  refund_fee: decimalOf(money(arrivedOf(trade, refund), refund.currencyCode)),
  gmt_refund: refund.state === "SUCCESS" ? chinaTimeMs(refund.refundTime) : "",
});

const isRefundedInFull = (trade: Trade, refund: Refund | undefined): boolean =>
  refund !== undefined && arrivedOf(trade, refund) === trade.paidAmount;

/** What does not change from try to try. */
export const contentOf = (trade: Trade, refund?: Refund): Fields => ({
  trade_no: digitsOfId(trade.tradeId) ?? trade.tradeId,
  out_trade_no: trade.merchantTradeId,
  buyer_id: accountIdOf(trade.payerUserId ?? ""),
  seller_id: accountIdOf(trade.merchantId),
  trade_status: isRefundedInFull(trade, refund) ? "TRADE_CLOSED" : "TRADE_SUCCESS",
  ...amountFields(trade),
  subject: trade.subject,
  body: trade.body ?? "",
  gmt_create: chinaTime(trade.createTime),
  gmt_payment: trade.payTime ? chinaTime(trade.payTime) : "",
  passback_params: trade.passbackParams ?? "",
  ...(refund && refundFields(trade, refund)),
});

/** The fields of one try, without its signature. None is empty: an empty one is signed by some clients and not by others. */
export const fieldsOfTry = (
  { notifyId, appId, content }: { readonly notifyId: string; readonly appId: string; readonly content: Fields },
  now: Date,
): Fields => {
  const all = {
    ...content,
    notify_time: chinaTime(now),
    notify_type: "trade_status_sync",
    notify_id: digitsOfId(notifyId) ?? notifyId,
    app_id: appId,
    ...{ charset: "utf-8", version: "1.0", sign_type: "RSA2" },
  };
  return Object.fromEntries(Object.entries(all).filter(([, value]) => value !== ""));
};

/** What is signed: all fields but `sign` and `sign_type`, by name. */
export const textToSign = (fields: Fields): string =>
  Object.entries(fields)
    .filter(([name]) => name !== "sign" && name !== "sign_type")
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([name, value]) => `${name}=${value}`)
    .join("&");
