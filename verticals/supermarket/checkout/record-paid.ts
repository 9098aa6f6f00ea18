import type { ClientSession } from "mongoose";
import { deriveId } from "../../../kernel/ids/ids.ts";
import { equalMoney, money } from "../../../kernel/money/money.ts";
import { insertRow, updateRow } from "../../../kernel/store/rows.ts";
import type { Trade } from "../../../proto/gen/paywindow/payments/v1/payments.ts";
import type { Basket } from "../basket/basket.ts";
import { basketPaid } from "../events.ts";
import { sellReserved } from "../item/stock.ts";
import { type Receipt, toReceiptMessage } from "../receipt/receipt.ts";
import { takeReceiptNumber } from "../receipt/receipt-model.ts";
import type { SupermarketParts } from "../supermarket-parts.ts";
import type { CheckoutAttempt, HeldCoupon } from "./attempt.ts";

/** A transaction, and the call or event that it serves. */
interface RecordContext {
  readonly session: ClientSession;
  readonly now: Date;
  readonly traceparent: string;
}

/** P21: what pays an attempt is its own trade at its own amount, or nothing is written. */
const assertPays = ({ _id, merchantTradeId, total, currencyCode }: CheckoutAttempt, trade: Trade): void => {
  const paid = trade.paidAmount ?? trade.amount;
  const matches = trade.merchantTradeId === merchantTradeId && paid && equalMoney(paid, money(total, currencyCode));
  if (!matches) throw new Error(`the trade ${trade.tradeId} does not pay the attempt ${_id}`);
};

/** The lines as they were sold: each with its share of the coupon's discount. */
const linesOf = ({ coupon }: CheckoutAttempt, { lines }: Basket): Basket["lines"] =>
  coupon ? lines.map((line, index) => ({ ...line, couponDiscount: coupon.lineDiscounts[index] ?? 0n })) : lines;

const usedCoupon = ({ couponId, name, nameEn, discount }: HeldCoupon) => ({ couponId, name, nameEn, discount });

const makeReceipt = (
  attempt: CheckoutAttempt,
  basket: Basket,
  trade: Trade,
  payTime: Date,
  number: string,
): Receipt => ({
  ...{ _id: basket._id, receiptId: deriveId("rcp", payTime, attempt._id), receiptNumber: number },
  ...{ storeId: basket.storeId, storeName: basket.storeName, storeNameEn: basket.storeNameEn, tillId: basket.tillId },
  ...{
    cashierId: attempt.cashierId,
    lines: linesOf(attempt, basket),
    total: attempt.total,
    currencyCode: attempt.currencyCode,
  },
  ...{ tradeId: trade.tradeId, payerDisplayName: trade.payerDisplayName, payTime },
  ...(attempt.offline?.inCash && { paidInCash: true }),
  ...(basket.member && { member: { ...basket.member, pointsToEarn: attempt.pointsToEarn ?? 0n } }),
  ...(attempt.coupon && { coupon: usedCoupon(attempt.coupon) }),
});

/**
 * The last step of a paid checkout, in the given transaction: the reserved stock is sold, the basket PAID, receipt, answer and event written (P29).
 * Undefined, and nothing written, where the attempt is concluded already.
 */
export const recordPaid = async (
  { attempts, baskets, items, receipts, receiptCounters, outbox }: SupermarketParts,
  attempt: CheckoutAttempt,
  basket: Basket,
  trade: Trade,
  { session, now, traceparent }: RecordContext,
): Promise<Receipt | undefined> => {
  assertPays(attempt, trade);
  const paid = { $set: { state: "PAID" } } as const;
  const pending = { _id: attempt._id, state: "PENDING" } as const;
  if ((await updateRow(attempts, { filter: pending, update: paid }, { session })) === 0) return undefined;
  await sellReserved(items, basket.lines, session);
  await updateRow(baskets, { filter: { _id: basket._id }, update: paid }, { session });
  const payTime = trade.payTime ?? now;
  const number = await takeReceiptNumber(receiptCounters, basket.storeId, payTime, session);
  const receipt = makeReceipt(attempt, basket, trade, payTime, number);
  await insertRow(receipts, receipt, session);
  const payload = { receipt: toReceiptMessage(receipt), payerUserId: trade.payerUserId };
  await outbox.append(session, basketPaid, payload, { now, traceparent, key: attempt._id });
  return receipt;
};
