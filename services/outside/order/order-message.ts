import { findRow } from "../../../kernel/store/rows.ts";
import {
  type OutsideOrder,
  OutsideOrderState,
  type OutsideRefund,
} from "../../../proto/gen/paywindow/outside/v1/outside.ts";
import { outsideReasons } from "../errors.ts";
import type { OutsideParts } from "../outside-parts.ts";
import type { RefundRow } from "../refund/refund-model.ts";
import type { OrderState } from "./order.ts";

const STATES: Readonly<Record<OrderState, OutsideOrderState>> = {
  WAITING: OutsideOrderState.OUTSIDE_ORDER_STATE_WAITING,
  PAID: OutsideOrderState.OUTSIDE_ORDER_STATE_PAID,
  FAILED: OutsideOrderState.OUTSIDE_ORDER_STATE_FAILED,
  REVERSED: OutsideOrderState.OUTSIDE_ORDER_STATE_REVERSED,
};

const toRefund = (currencyCode: string, { refundNumber, amount, createTime }: RefundRow): OutsideRefund => ({
  ...{ refundNumber, createTime },
  amount: { minorUnits: amount, currencyCode },
});

/** An order with its refunds and its payer's balance, as the book has them now. */
export const readOrderMessage = async (parts: OutsideParts, orderId: string): Promise<OutsideOrder> => {
  const order = await findRow(parts.orders, { _id: orderId });
  if (!order) throw outsideReasons.error("OUTSIDE_ORDER_NOT_FOUND");
  const refunds = await parts.refunds.find({ orderId }).sort({ createTime: 1, _id: 1 }).lean<RefundRow[]>();
  const account = order.accountId ? await findRow(parts.accounts, { _id: order.accountId }) : null;
  const { channelId, orderNumber, merchantId, transactionId, createTime, payTime, reverseTime, currencyCode } = order;
  return {
    ...{ channelId, orderNumber, merchantId, transactionId, createTime, payTime, reverseTime },
    state: STATES[order.state],
    refusal: order.refusal ?? "",
    amount: { minorUnits: order.amount, currencyCode },
    refundedAmount: { minorUnits: order.refundedAmount, currencyCode },
    refunds: refunds.map((refund) => toRefund(currencyCode, refund)),
    payerBalance: account ? { minorUnits: account.balance, currencyCode } : undefined,
  };
};
