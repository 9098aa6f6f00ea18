import { faultPoint } from "../../../kernel/config/fault-point.ts";
import { equalMoney, money } from "../../../kernel/money/money.ts";
import { type Trade, TradeState } from "../../../proto/gen/paywindow/payments/v1/payments.ts";
import { tellOrder } from "../order/lock-order.ts";
import type { RestaurantParts, Work } from "../restaurant-parts.ts";
import { lockShare } from "./load-share.ts";
import { settleIfPaid } from "./settle-order.ts";
import { type BillShare, merchantTradeIdOf } from "./share.ts";

export const isPaid = ({ state }: Trade): boolean => state === TradeState.TRADE_STATE_SUCCESS;

/** Never paid and never will be: closed, or taken back. */
const isOver = ({ state }: Trade): boolean =>
  state === TradeState.TRADE_STATE_CLOSED || state === TradeState.TRADE_STATE_REVERSED;

/** Whether nothing can become of it any more. */
export const isEnded = (trade: Trade): boolean => isPaid(trade) || isOver(trade);

/** P21: what pays a share is its own trade at its own amount, or nothing is written. */
const assertPays = (share: BillShare, trade: Trade): void => {
  const paid = trade.paidAmount ?? trade.amount;
  if (!paid || !equalMoney(paid, money(share.amount, share.currencyCode)))
    throw new Error(`the trade ${trade.tradeId} does not pay the share ${share._id}`);
};

type Named = Pick<BillShare, "_id" | "orderId" | "attempt">;

/** Notes that payments has the money of a share. False where it was noted before, or another attempt is under way. */
export const recordPaid = async (parts: RestaurantParts, named: Named, trade: Trade, work: Work): Promise<boolean> => {
  const { share, order } = await lockShare(parts, named, work);
  if (share.state !== "PAYING" || share.attempt !== named.attempt) return false;
  assertPays(share, trade);
  const { tradeId, payerUserId } = trade;
  const paid = { state: "PAID", tradeId, payerUserId, payTime: trade.payTime ?? work.now };
  const { session } = work;
  await parts.shares.updateOne({ _id: share._id }, { $set: paid, $unset: { lookTime: 1 } }, { session });
  const sum = order.paid + share.amount;
  await parts.orders.updateOne({ _id: order._id }, { $set: { paid: sum } }, { session });
  faultPoint("share.paying");
  await settleIfPaid(parts, { ...order, paid: sum }, work);
  await tellOrder(parts, order, work);
  return true;
};

/** Makes a share whose trade ended unpaid free for another payer, or for another cut. */
export const recordUnpaid = async (
  parts: RestaurantParts,
  named: Named,
  to: "OPEN" | "RELEASED",
  work: Work,
): Promise<void> => {
  const { share, order } = await lockShare(parts, named, work);
  const { session } = work;
  const isCurrent = share.attempt === named.attempt && (share.state === "PAYING" || share.state === "OPEN");
  if (!isCurrent || share.state === to) return;
  const freed = { state: to, payerUserId: "", tradeId: "", cash: false };
  await parts.shares.updateOne({ _id: share._id }, { $set: freed, $unset: { lookTime: 1 } }, { session });
  if (to === "RELEASED") {
    await parts.lines.updateMany({ shareId: share._id }, { $set: { shareId: "" } }, { session });
    await parts.orders.updateOne({ _id: order._id }, { $set: { shared: order.shared - share.amount } }, { session });
  }
  await tellOrder(parts, order, work);
};

/** Commits what the end of a share's trade means for it: paid, or open for another payer. */
export const recordEnd = async (parts: RestaurantParts, named: Named, trade: Trade, work: Work): Promise<void> => {
  if (isPaid(trade)) await recordPaid(parts, named, trade, work);
  else await recordUnpaid(parts, named, "OPEN", work);
};

/** The merchant's name of the share's trade. */
export const tradeOf = (share: BillShare) => ({
  ...{ merchantId: share.merchantId, tradeId: "", merchantTradeId: merchantTradeIdOf(share) },
});
