import type { ClientSession } from "mongoose";
import { newId } from "../../../kernel/ids/ids.ts";
import { findRow, insertRow, updateRow } from "../../../kernel/store/rows.ts";
import { runAgainOnDuplicate } from "../../../kernel/store/run-again.ts";
import { plusMs } from "../../../kernel/time/clock.ts";
import { giveTo } from "../account/account-model.ts";
import { type ChannelId, REFUND_TAKES_MS } from "../config.ts";
import { judgeRefund, type RefundRefusal } from "../order/order.ts";
import { type OrderRow, orderIdOf } from "../order/order-model.ts";
import type { OutsideParts } from "../outside-parts.ts";
import type { RefundRow } from "./refund-model.ts";

/** What an acquirer asks a party to give back. */
export interface AskedRefund {
  readonly channelId: ChannelId;
  readonly refundNumber: string;
  readonly orderNumber: string;
  readonly merchantId: string;
  /** Positive minor units of the order's currency. */
  readonly amount: bigint;
}

/** An accepted refund, or why there is none; `conflict`: its number was used for another. */
export type RefundResult =
  | { readonly refund: RefundRow }
  | { readonly refusal: RefundRefusal }
  | { readonly conflict: true };

const refundIdOf = (channelId: ChannelId, refundNumber: string): string => `${channelId}:${refundNumber}`;

/** A party's refund, or null. */
export const findRefund = (
  { refunds }: OutsideParts,
  channelId: ChannelId,
  refundNumber: string,
): Promise<RefundRow | null> => findRow(refunds, { _id: refundIdOf(channelId, refundNumber) });

const accept = async (parts: OutsideParts, asked: AskedRefund, order: OrderRow, now: Date, session: ClientSession) => {
  const { channelId, refundNumber, merchantId, amount } = asked;
  const refund: RefundRow = {
    ...{ _id: refundIdOf(channelId, refundNumber), channelId, refundNumber, orderId: order._id, merchantId, amount },
    ...{ transactionId: newId("otr", now), createTime: now, doneTime: plusMs(now, REFUND_TAKES_MS[channelId]) },
  };
  if (order.accountId) await giveTo(parts.accounts, order.accountId, amount, session);
  const change = { filter: { _id: order._id }, update: { $inc: { refundedAmount: amount } } };
  await updateRow(parts.orders, change, { session });
  await insertRow(parts.refunds, refund, session);
  return { refund };
};

/** Gives back a part or all of a paid order, once per refund number. */
export const refundOrder = (parts: OutsideParts, asked: AskedRefund, now: Date): Promise<RefundResult> =>
  runAgainOnDuplicate(() => commitRefund(parts, asked, now));

const commitRefund = (parts: OutsideParts, asked: AskedRefund, now: Date): Promise<RefundResult> =>
  parts.store.transaction(async (session): Promise<RefundResult> => {
    const { channelId, refundNumber, merchantId, amount } = asked;
    const orderId = orderIdOf(channelId, asked.orderNumber);
    const known = await findRow(parts.refunds, { _id: refundIdOf(channelId, refundNumber) }, session);
    if (known) {
      const isSame = known.orderId === orderId && known.merchantId === merchantId && known.amount === amount;
      return isSame ? { refund: known } : { conflict: true };
    }
    const order = await findRow(parts.orders, { _id: orderId, merchantId }, session);
    if (!order) return { refusal: "ORDER_UNKNOWN" };
    const account = order.accountId ? await findRow(parts.accounts, { _id: order.accountId }, session) : null;
    const refusal = judgeRefund(order, amount, account?.frozen ?? false, now);
    return refusal ? { refusal } : accept(parts, asked, order, now, session);
  });
