import { consume, type EventConsumer, type EventContext } from "../../../kernel/events/event.ts";
import { findRow, insertRow } from "../../../kernel/store/rows.ts";
import { plusMs } from "../../../kernel/time/clock.ts";
import type { Refund } from "../../../proto/gen/paywindow/payments/v1/payments.ts";
import { tradeRefunded, tradeRefundReturned } from "../events.ts";
import { tellOrder } from "../order/lock-order.ts";
import type { RestaurantParts } from "../restaurant-parts.ts";
import { recordPaid } from "./conclude-share.ts";
import type { DishRefund } from "./dish-refund.ts";
import { isOurTrade, shareOfTrade } from "./find-share.ts";
import { lockShare } from "./load-share.ts";
import type { BillShare } from "./share.ts";

interface Told {
  readonly refund?: Refund | undefined;
}

/** Our name for a refund that was made past us: its number is the merchant's. */
const deskIdOf = (merchantId: string, { merchantRefundId }: Refund): string => `${merchantId}:${merchantRefundId}`;

/** Notes a refund that was made past us, or that one which the bank had sent back has arrived; undefined where it is noted. */
const noteDesk = async (
  { dishRefunds }: RestaurantParts,
  share: BillShare,
  refund: Refund,
  { session, now }: EventContext,
): Promise<bigint | undefined> => {
  const { _id: shareId, orderId, merchantId, currencyCode } = share;
  const _id = deskIdOf(merchantId, refund);
  const noted = await findRow(dishRefunds, { _id }, session);
  if (noted?.state === "DONE") return undefined;
  if (noted) {
    await dishRefunds.updateOne({ _id }, { $set: { state: "DONE" } }, { session });
    return noted.amount;
  }
  const amount = refund.amount?.minorUnits ?? 0n;
  const target = { shareId, merchantId, merchantTradeId: refund.trade?.merchantTradeId ?? "", amount, currencyCode };
  const row = { _id, refundId: refund.merchantRefundId, origin: "DESK" as const, orderId, lineId: "", quantity: 0 };
  const done = { state: "DONE" as const, failureReason: "", askTime: now, tries: 0 };
  await insertRow(dishRefunds, { ...row, ...target, ...done }, session);
  return amount;
};

/**
 * A refund of a share's trade. Our own are known from their answers; one that was made past us, at the merchant's desk or by taking the trade back, is noted, so
 * that no dish is given back beyond what the trade still holds. What is refunded was paid, whichever of the two is heard first.
 */
const hearRefunded =
  (parts: RestaurantParts) =>
  async ({ refund }: Told, context: EventContext): Promise<void> => {
    const found = await shareOfTrade(parts, refund?.trade, context);
    if (!found || !refund) return;
    const { share, trade, attempt } = found;
    const { session } = context;
    const ours = { _id: refund.merchantRefundId, merchantId: share.merchantId };
    if (await findRow(parts.dishRefunds, ours, session)) return;
    const named = { _id: share._id, orderId: share.orderId, attempt };
    await recordPaid(parts, named, trade, context);
    const { share: paid, order } = await lockShare(parts, named, context);
    // Of a trade whose share had been given up nothing is the bill's.
    if (paid.state !== "PAID" || paid.attempt !== attempt) return;
    const amount = await noteDesk(parts, paid, refund, context);
    if (amount === undefined) return;
    await parts.shares.updateOne({ _id: paid._id }, { $set: { refunded: paid.refunded + amount } }, { session });
    await tellOrder(parts, order, context);
  };

/** A bank that sent a refund back will not take it again at once. */
const RETURNED_PAUSE_MS = 60 * 60_000;

/** A refund that was made past us is its makers' to send again; until then the trade holds the money. */
const takeBackDesk = async (parts: RestaurantParts, row: DishRefund, context: EventContext): Promise<void> => {
  if (row.state !== "DONE") return;
  const { session } = context;
  const { share, order } = await lockShare(parts, { _id: row.shareId, orderId: row.orderId }, context);
  await parts.dishRefunds.updateOne({ _id: row._id }, { $set: { state: "FAILED" } }, { session });
  await parts.shares.updateOne({ _id: share._id }, { $set: { refunded: share.refunded - row.amount } }, { session });
  await tellOrder(parts, order, context);
};

/** P24: the payer's bank sent back what had arrived, so nothing is refunded: ours is sent again, under its own number. */
const hearReturned =
  (parts: RestaurantParts) =>
  async ({ refund }: Told, context: EventContext): Promise<void> => {
    if (!refund?.trade) return;
    const { session, now } = context;
    const { merchantId } = refund.trade;
    const desk = await findRow(parts.dishRefunds, { _id: deskIdOf(merchantId, refund) }, session);
    if (desk) return takeBackDesk(parts, desk, context);
    const ours = { _id: refund.merchantRefundId, merchantId, state: { $ne: "FAILED" as const } };
    const again = { state: "PENDING" as const, dueTime: plusMs(now, RETURNED_PAUSE_MS), tries: 0 };
    await parts.dishRefunds.updateOne(ours, { $set: again }, { session });
  };

const concerns = ({ refund }: Told): boolean => isOurTrade({ trade: refund?.trade });

/** What the restaurant hears of refunds. */
export const refundConsumers = (parts: RestaurantParts): readonly EventConsumer[] => [
  consume(tradeRefunded, "note-refund-of-share", hearRefunded(parts), concerns),
  consume(tradeRefundReturned, "send-returned-refund-again", hearReturned(parts)),
];
