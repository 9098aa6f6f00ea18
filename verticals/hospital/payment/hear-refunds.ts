import { consume, type EventConsumer, type EventContext } from "../../../kernel/events/event.ts";
import { findRow, updateRow } from "../../../kernel/store/rows.ts";
import { plusMs } from "../../../kernel/time/clock.ts";
import type { Refund, Trade } from "../../../proto/gen/paywindow/payments/v1/payments.ts";
import { confirm, takeBack } from "../appointment/moves.ts";
import { itemsChanged, tradeRefunded, tradeRefundReturned } from "../events.ts";
import type { HospitalParts } from "../hospital-parts.ts";
import { concludeBill } from "../item/conclude-bill.ts";
import { isOurTrade } from "./hear-trades.ts";
import type { RefundState } from "./refund.ts";
import { refundedRowOf } from "./send-refunds.ts";

interface Told {
  readonly refund?: Refund | undefined;
}

/** A refund that was made past the hospital, at the merchant's desk or by taking a paid trade back. Its own are known from their answers. */
const isFromDesk = ({ merchantRefundId }: Refund): boolean => refundedRowOf(merchantRefundId) === undefined;

const isWhole = ({ paidAmount, refundedAmount }: Trade): boolean =>
  paidAmount !== undefined && paidAmount.minorUnits === refundedAmount?.minorUnits;

/** The hospital's own that all of the money overtakes; one may have been refused a moment ago because nothing was left. */
const UNDER_WAY: RefundState[] = ["PENDING", "FAILED"];

/** What is refunded was paid, whichever of the two is heard first. Of a visit that has begun the money is noted, and the visit goes on. */
const noteOfAppointment = async (
  parts: HospitalParts,
  { trade, amount }: { readonly trade: Trade; readonly amount: bigint },
  context: EventContext,
): Promise<void> => {
  const known = await findRow(parts.appointments, { _id: trade.merchantTradeId }, context.session);
  if (!known || known.merchantId !== trade.merchantId) return;
  const row = (await confirm(parts, known, trade, context)) ?? known;
  const noted = { deskRefunded: (row.deskRefunded ?? 0n) + amount };
  await updateRow(parts.appointments, { filter: { _id: row._id }, update: { $set: noted } }, context);
  if (!isWhole(trade)) return;
  if (row.state === "CONFIRMED") await takeBack(parts, row, context);
  // What the hospital was about to give back is there already.
  const pending = { _id: row._id, refundState: { $in: UNDER_WAY } };
  await updateRow(parts.appointments, { filter: pending, update: { $set: { refundState: "DONE" } } }, context);
};

/** All of a bill came back: what was not performed yet is not paid any more, and what the hospital was about to give back is there already. */
const noteOfBill = async (
  parts: HospitalParts,
  { trade, amount }: { readonly trade: Trade; readonly amount: bigint },
  context: EventContext,
): Promise<void> => {
  await concludeBill(parts, trade, true, context);
  const { session, now, traceparent } = context;
  const bill = await findRow(parts.bills, { _id: trade.merchantTradeId }, session);
  if (!bill || bill.merchantId !== trade.merchantId) return;
  const noted = { deskRefunded: (bill.deskRefunded ?? 0n) + amount };
  await updateRow(parts.bills, { filter: { _id: bill._id }, update: { $set: noted } }, { session });
  if (!isWhole(trade)) return;
  const back = { $set: { state: "REFUNDED", refundState: "NONE" } } as const;
  await parts.items.updateMany({ billId: bill._id, state: "PAID" }, back, { session });
  const pending = { billId: bill._id, refundState: { $in: UNDER_WAY } };
  await parts.items.updateMany(pending, { $set: { refundState: "NONE" } }, { session });
  const payload = { userId: bill.userId, storeId: bill.storeId };
  await parts.outbox.append(session, itemsChanged, payload, { now, traceparent, key: `${bill._id}:refunded` });
};

const hearRefunded =
  (parts: HospitalParts) =>
  async ({ refund }: Told, context: EventContext): Promise<void> => {
    const trade = refund?.trade;
    if (!trade || !isFromDesk(refund)) return;
    const told = { trade, amount: refund.amount?.minorUnits ?? 0n };
    if (trade.merchantTradeId.startsWith("apt_")) await noteOfAppointment(parts, told, context);
    if (trade.merchantTradeId.startsWith("bil_")) await noteOfBill(parts, told, context);
  };

/** A bank that sent a refund back will not take it again at once. */
const RETURNED_PAUSE_MS = 60 * 60_000;

/** P24: the payer's bank sent back what had arrived, so nothing is refunded: the hospital's own is sent again, under its own number. */
const sendAgain = async (
  { appointments, items }: HospitalParts,
  _id: string,
  merchantId: string,
  { session, now }: EventContext,
): Promise<void> => {
  const refundDueTime = plusMs(now, RETURNED_PAUSE_MS);
  const update = { $set: { refundState: "PENDING", refundDueTime, refundTries: 0 } } as const;
  await updateRow(appointments, { filter: { _id, merchantId }, update }, { session });
  await updateRow(items, { filter: { _id, merchantId }, update }, { session });
};

/** One that was made past the hospital is its makers' to send again; until then it is not given back. */
const takeOff = async (
  { appointments, bills }: HospitalParts,
  { merchantTradeId: _id, merchantId }: Trade,
  amount: bigint,
  { session }: EventContext,
): Promise<void> => {
  const update = { $inc: { deskRefunded: -amount } };
  await appointments.updateOne({ _id, merchantId }, update, { session });
  await bills.updateOne({ _id, merchantId }, update, { session });
};

const hearReturned =
  (parts: HospitalParts) =>
  async ({ refund }: Told, context: EventContext): Promise<void> => {
    if (!refund?.trade) return;
    const ours = refundedRowOf(refund.merchantRefundId);
    if (ours) await sendAgain(parts, ours, refund.trade.merchantId, context);
    else await takeOff(parts, refund.trade, refund.amount?.minorUnits ?? 0n, context);
  };

const concerns = ({ refund }: Told): boolean => isOurTrade({ trade: refund?.trade });

/** What the hospital hears of refunds. */
export const refundConsumers = (parts: HospitalParts): readonly EventConsumer[] => [
  consume(tradeRefunded, "note-refund-from-desk", hearRefunded(parts), concerns),
  consume(tradeRefundReturned, "send-returned-refund-again", hearReturned(parts), concerns),
];
