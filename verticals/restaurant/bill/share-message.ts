import { money } from "../../../kernel/money/money.ts";
import {
  type Bill,
  type BillShare as BillShareMessage,
  SplitMode as WireMode,
  ShareState as WireState,
} from "../../../proto/gen/paywindow/restaurant/v1/bill.ts";
import { billTotal, type DiningOrder, unshared } from "../order/order.ts";
import type { RestaurantParts } from "../restaurant-parts.ts";
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

/** A share as the contract shows it. */
export const toShareMessage = (share: BillShare): BillShareMessage => ({
  ...{ shareId: share._id, mode: WIRE_MODES[share.mode], state: WIRE_STATES[share.state] },
  amount: money(share.amount, share.currencyCode),
  ...{ personId: share.personId, personName: share.personName, lineIds: [...share.lineIds] },
  ...{ carriesRemainder: share.carriesRemainder, payerUserId: share.payerUserId, tradeId: share.tradeId },
  cash: share.cash,
  refundedAmount: share.refunded > 0n ? money(share.refunded, share.currencyCode) : undefined,
  payTime: share.payTime,
});

/** A bill as it is now. */
export const showBill = async ({ shares }: RestaurantParts, order: DiningOrder): Promise<Bill> => {
  const live = await shares
    .find({ orderId: order._id, state: { $ne: "RELEASED" } })
    .sort({ cutTime: 1, splitId: 1, index: 1 })
    .lean<BillShare[]>();
  const amountOf = (minorUnits: bigint) => money(minorUnits, order.currencyCode);
  return {
    orderId: order._id,
    linesTotal: amountOf(order.linesTotal),
    discount: order.discount > 0n ? amountOf(order.discount) : undefined,
    total: amountOf(billTotal(order)),
    paidAmount: amountOf(order.paid),
    unsharedAmount: amountOf(unshared(order)),
    shares: live.map(toShareMessage),
    paid: order.state === "PAID",
  };
};
