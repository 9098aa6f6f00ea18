import type { ClientSession } from "mongoose";
import { consume, type EventConsumer } from "../../../kernel/events/event.ts";
import type { Refund, Trade } from "../../../proto/gen/paywindow/payments/v1/payments.ts";
import { noteLevel } from "../card/note-level.ts";
import { tradeClosed, tradePaid, tradeRefunded, tradeRefundReturned, tradeReversed } from "../events.ts";
import type { MembershipParts } from "../membership-parts.ts";
import { type Cause, openBook } from "../points/points-book.ts";
import { loadVersion } from "../programme/programme-model.ts";
import { release } from "./release-member-sale.ts";
import { type Decided, decidePaid, decideRefunds, isPaid, type PaidSale, type Sale, type SaleRefund } from "./sale.ts";
import { findSale, type SaleRow, saleIdOf, saveSale } from "./sale-model.ts";
import { saleWithoutNote } from "./sale-without-note.ts";

/**
 * What payments says of a trade makes a member's sale of it, in whatever order it is heard: every word carries the trade as it was then, and a word about a trade
 * that was paid says so even before payments.trade.paid is heard.
 */
export const hearPaid = async (
  parts: MembershipParts,
  session: ClientSession,
  trade: Trade,
  cause: Cause,
): Promise<(SaleRow & PaidSale) | undefined> => {
  const { paidAmount, payTime } = trade;
  if (!paidAmount || !payTime) return undefined;
  const known = await findSale(parts.sales, saleIdOf(trade.merchantId, trade.merchantTradeId), session);
  if (known && isPaid(known)) return known;
  const sale = known ?? (await saleWithoutNote(parts, session, { ...trade, paidAmount, payTime }));
  if (!sale) return undefined;
  const programme = await loadVersion(parts, sale.merchantId, sale.programmeVersion, session);
  const earningAmount = paidAmount.currencyCode === "CNY" ? paidAmount.minorUnits : 0n;
  const payment = { payTime, paidAmount: paidAmount.minorUnits, earningAmount };
  return move(parts, session, sale, cause, (points, current) =>
    decidePaid(points, current, payment, { programme, now: cause.now }),
  );
};

type Decide<Before extends Sale> = (points: Parameters<typeof decidePaid>[0], sale: Before) => Decided<PaidSale>;

/** Applies a decision to a sale and its card's points, and tells of the level that comes of it. */
const move = async <Before extends SaleRow>(
  parts: MembershipParts,
  session: ClientSession,
  sale: Before,
  cause: Cause,
  decide: Decide<Before>,
): Promise<SaleRow & PaidSale> => {
  const { _id, cardId, merchantTradeId, expireTime } = sale;
  const book = await openBook(parts, session, { cardId, named: expireTime ? [expireTime] : [] }, cause);
  // Opening the book may have made this very sale's points usable.
  const current = { ...sale, ...(await finality(parts, session, sale)) };
  const decided = decide(book.points, current);
  for (const moved of decided.moves) book.apply(moved, merchantTradeId);
  await book.close();
  const after = { ...decided.sale, _id };
  await saveSale(parts.sales, after, session);
  await noteLevel(parts, session, cardId, cause);
  return after;
};

const finality = async (parts: MembershipParts, session: ClientSession, { _id, isFinal }: SaleRow) => {
  if (isFinal !== false) return {};
  const row = await findSale(parts.sales, _id, session);
  return row?.isFinal ? { isFinal: true } : {};
};

export const hearClosed = async (
  parts: MembershipParts,
  session: ClientSession,
  trade: Trade,
  cause: Cause,
): Promise<void> => {
  const sale = await findSale(parts.sales, saleIdOf(trade.merchantId, trade.merchantTradeId), session);
  if (sale?.state === "OPEN") await release(parts, session, sale, cause);
};

/** A reverse leaves nothing of a sale, whether it was paid before or not. */
export const hearReversed = async (
  parts: MembershipParts,
  session: ClientSession,
  trade: Trade,
  cause: Cause,
): Promise<void> => {
  const paid = await hearPaid(parts, session, trade, cause);
  if (!paid) return hearClosed(parts, session, trade, cause);
  if (paid.state === "REVERSED") return;
  await move(parts, session, { ...paid, state: "REVERSED" as const }, cause, decideRefunds);
};

/** What is known of a refund after a word about it; the same list where an earlier word came late. */
const noteRefund = (known: readonly SaleRefund[], said: SaleRefund): readonly SaleRefund[] => {
  const before = known.find(({ refundId }) => refundId === said.refundId);
  if (before && before.asOf >= said.asOf) return known;
  return [...known.filter((refund) => refund !== before), said];
};

const hearRefund = async (
  parts: MembershipParts,
  session: ClientSession,
  { refund, hasArrived, asOf }: { readonly refund: Refund; readonly hasArrived: boolean; readonly asOf: Date },
  cause: Cause,
): Promise<void> => {
  const paid = refund.trade && (await hearPaid(parts, session, refund.trade, cause));
  if (!paid) return;
  const amount = refund.amount?.minorUnits ?? 0n;
  const refunds = noteRefund(paid.refunds, { refundId: refund.refundId, amount, hasArrived, asOf });
  if (refunds === paid.refunds) return;
  await move(parts, session, { ...paid, refunds }, cause, decideRefunds);
};

/** What membership hears of payments. Every consumer runs in the transaction that marks its event as heard. */
export const tradeConsumers = (parts: MembershipParts): readonly EventConsumer[] => [
  consume(tradePaid, "post-paid-trade", async ({ trade }, context) => {
    if (trade) await hearPaid(parts, context.session, trade, context);
  }),
  consume(tradeClosed, "release-closed-trade", async ({ trade }, context) => {
    if (trade) await hearClosed(parts, context.session, trade, context);
  }),
  consume(tradeReversed, "undo-reversed-trade", async ({ trade }, context) => {
    if (trade) await hearReversed(parts, context.session, trade, context);
  }),
  consume(tradeRefunded, "take-back-refunded", async ({ refund }, context) => {
    if (refund)
      await hearRefund(parts, context.session, { refund, hasArrived: true, asOf: context.eventTime }, context);
  }),
  consume(tradeRefundReturned, "restore-returned", async ({ refund }, context) => {
    if (refund)
      await hearRefund(parts, context.session, { refund, hasArrived: false, asOf: context.eventTime }, context);
  }),
];
