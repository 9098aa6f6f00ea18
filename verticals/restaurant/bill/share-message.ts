import { actsAtSite, type Caller } from "../../../kernel/auth/caller.ts";
import { money } from "../../../kernel/money/money.ts";
import {
  type Bill,
  type BillShare as BillShareMessage,
  type DishRefund as DishRefundMessage,
  SplitMode as WireMode,
  DishRefundState as WireRefundState,
  ShareState as WireState,
} from "../../../proto/gen/paywindow/restaurant/v1/bill.ts";
import { billTotal, type DiningOrder, unshared } from "../order/order.ts";
import type { RestaurantParts } from "../restaurant-parts.ts";
import type { DishRefund, DishRefundState } from "./dish-refund.ts";
import type { BillShare, ShareState, SplitMode } from "./share.ts";

export const WIRE_MODES: Readonly<Record<SplitMode, WireMode>> = {
  WHOLE: WireMode.SPLIT_MODE_WHOLE,
  BY_PERSON: WireMode.SPLIT_MODE_BY_PERSON,
  BY_ITEM: WireMode.SPLIT_MODE_BY_ITEM,
  EVENLY: WireMode.SPLIT_MODE_EVENLY,
  PARTIAL: WireMode.SPLIT_MODE_PARTIAL,
};

const WIRE_STATES: Readonly<Record<ShareState, WireState>> = {
  OPEN: WireState.SHARE_STATE_OPEN,
  PAYING: WireState.SHARE_STATE_PAYING,
  PAID: WireState.SHARE_STATE_PAID,
  RELEASED: WireState.SHARE_STATE_RELEASED,
};

const WIRE_REFUND_STATES: Readonly<Record<DishRefundState, WireRefundState>> = {
  PENDING: WireRefundState.DISH_REFUND_STATE_PENDING,
  DONE: WireRefundState.DISH_REFUND_STATE_DONE,
  FAILED: WireRefundState.DISH_REFUND_STATE_FAILED,
};

/** The users' ids of a share, for whom they are: who shares a table learns nobody's id, and nobody's trade. */
const idsFor = (reader: Caller, { storeId, personId, payerUserId, tradeId }: BillShare) => {
  if (actsAtSite(reader, storeId)) return { personId, payerUserId, tradeId };
  const isPayer = payerUserId === reader.id;
  return {
    personId: personId === reader.id ? personId : "",
    payerUserId: isPayer ? payerUserId : "",
    tradeId: isPayer ? tradeId : "",
  };
};

/** A share as the contract shows it to a reader. */
export const toShareMessage = (share: BillShare, reader: Caller): BillShareMessage => ({
  ...{ shareId: share._id, mode: WIRE_MODES[share.mode], state: WIRE_STATES[share.state] },
  amount: money(share.amount, share.currencyCode),
  ...idsFor(reader, share),
  ...{ personName: share.personName, lineIds: [...share.lineIds] },
  ...{ carriesRemainder: share.carriesRemainder, cash: share.cash },
  refundedAmount: share.refunded > 0n ? money(share.refunded, share.currencyCode) : undefined,
  payTime: share.payTime,
});

const toRefundMessage = (refund: DishRefund): DishRefundMessage => ({
  ...{ refundId: refund.refundId, lineId: refund.lineId, quantity: refund.quantity, shareId: refund.shareId },
  amount: money(refund.amount, refund.currencyCode),
  ...{ state: WIRE_REFUND_STATES[refund.state], failureReason: refund.failureReason },
});

/** A bill as it is now, as its reader may see it. */
export const showBill = async (
  { shares, dishRefunds }: RestaurantParts,
  order: DiningOrder,
  reader: Caller,
): Promise<Bill> => {
  const live = await shares
    .find({ orderId: order._id, state: { $ne: "RELEASED" } })
    .sort({ cutTime: 1, splitId: 1, index: 1 })
    .lean<BillShare[]>();
  const refunds = actsAtSite(reader, order.storeId)
    ? await dishRefunds.find({ orderId: order._id, origin: "DISH" }).sort({ askTime: 1, _id: 1 }).lean<DishRefund[]>()
    : [];
  const amountOf = (minorUnits: bigint) => money(minorUnits, order.currencyCode);
  return {
    orderId: order._id,
    linesTotal: amountOf(order.linesTotal),
    discount: order.discount > 0n ? amountOf(order.discount) : undefined,
    total: amountOf(billTotal(order)),
    paidAmount: amountOf(order.paid),
    unsharedAmount: amountOf(unshared(order)),
    shares: live.map((share) => toShareMessage(share, reader)),
    paid: order.state === "PAID",
    refunds: refunds.map(toRefundMessage),
  };
};
