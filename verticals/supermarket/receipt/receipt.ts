import { money } from "../../../kernel/money/money.ts";
import { plusMs } from "../../../kernel/time/clock.ts";
import type { Receipt as ReceiptMessage } from "../../../proto/gen/paywindow/supermarket/v1/supermarket.ts";
import type { BasketLine, BasketMember } from "../basket/basket.ts";
import { memberDiscountOf, toLineMessage } from "../basket/basket-message.ts";

/** What a shopper takes home. Written once, never changed. */
export interface Receipt {
  /** The basket's id: a basket has one receipt. */
  readonly _id: string;
  /** rcp_… */
  readonly receiptId: string;
  /** The store's running number of the business day. */
  readonly receiptNumber: string;
  readonly storeId: string;
  readonly storeName: string;
  readonly storeNameEn: string;
  readonly tillId: string;
  readonly cashierId: string;
  readonly lines: readonly BasketLine[];
  /** Minor units. */
  readonly total: bigint;
  readonly currencyCode: string;
  readonly tradeId: string;
  readonly payerDisplayName: string;
  readonly payTime: Date;
  /** Absent: by payment code. */
  readonly paidInCash?: true;
  readonly member?: ReceiptMember;
  readonly coupon?: ReceiptCoupon;
}

/** Whose purchase it was, and the points that were promised for it. */
export interface ReceiptMember extends BasketMember {
  readonly pointsToEarn: bigint;
}

/** The coupon that was used. */
export interface ReceiptCoupon {
  /** cpn_… */
  readonly couponId: string;
  readonly name: string;
  readonly nameEn: string;
  /** Minor units: the sum of the lines' coupon discounts. */
  readonly discount: bigint;
}

const CHINA_OFFSET_MS = 8 * 60 * 60_000;

/** The business day of an instant, 00:00:00 to 23:59:59 at +08:00 (P33): `2026-01-31`. */
export const businessDayOf = (instant: Date): string => plusMs(instant, CHINA_OFFSET_MS).toISOString().slice(0, 10);

/** A running number for people: at least four digits. */
export const formatReceiptNumber = (count: number): string => String(count).padStart(4, "0");

/** As the contract shows it. */
export const toReceiptMessage = (receipt: Receipt): ReceiptMessage => ({
  receiptId: receipt.receiptId,
  receiptNumber: receipt.receiptNumber,
  basketId: receipt._id,
  storeId: receipt.storeId,
  storeName: receipt.storeName,
  storeNameEn: receipt.storeNameEn,
  tillId: receipt.tillId,
  cashierId: receipt.cashierId,
  lines: receipt.lines.map((line) => toLineMessage(line, receipt.currencyCode)),
  total: money(receipt.total, receipt.currencyCode),
  tradeId: receipt.tradeId,
  payerDisplayName: receipt.payerDisplayName,
  payTime: receipt.payTime,
  paidInCash: receipt.paidInCash ?? false,
  member: receipt.member && {
    ...receipt.member,
    discount: money(memberDiscountOf(receipt.lines), receipt.currencyCode),
  },
  coupon: receipt.coupon && { ...receipt.coupon, discount: money(receipt.coupon.discount, receipt.currencyCode) },
});
