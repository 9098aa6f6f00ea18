import { hasReason } from "../../../kernel/errors/reason.ts";
import type { Job } from "../../../kernel/scheduler/scheduler.ts";
import { backOffMs } from "../../../kernel/time/back-off.ts";
import { plusMs } from "../../../kernel/time/clock.ts";
import { type Trade, TradeState } from "../../../proto/gen/paywindow/payments/v1/payments.ts";
import { RECOVERY } from "../config.ts";
import type { MembershipParts } from "../membership-parts.ts";
import type { Cause } from "../points/points-book.ts";
import { hearClosed, hearPaid, hearReversed } from "./hear-trade.ts";
import { release } from "./release-member-sale.ts";
import { findSale, type SaleRow } from "./sale-model.ts";

const NO_TRACE = "";

/**
 * Looks after sales that were noted and never heard of: the service that noted them may have died, or its trade never came to be. Payments is asked; its answer is
 * heard like its events. A sale that payments knows nothing of gives its points back after a day: should it be paid after all, they are taken then, by then out of
 * the member's other points or as a balance below zero, so nothing is lost by the clock (P2, P6).
 */
const recoverSales = async (
  parts: MembershipParts,
  { now, signal }: { readonly now: Date; readonly signal: AbortSignal },
): Promise<void> => {
  const due = await parts.sales
    .find({ state: "OPEN", nextAskTime: { $lte: now } })
    .sort({ nextAskTime: 1 })
    .limit(RECOVERY.batch)
    .lean<SaleRow[]>();
  for (const sale of due) {
    if (signal.aborted) return;
    try {
      await recoverOne(parts, sale, now);
    } catch (error) {
      parts.log.warn({ err: error, saleId: sale._id }, "what became of a member's sale is still unknown");
      await askLater(parts, sale, now);
    }
  }
};

const recoverOne = async (parts: MembershipParts, sale: SaleRow, now: Date): Promise<void> => {
  const { merchantId, merchantTradeId } = sale;
  const trade = await parts.payments
    .queryTrade({ merchantId, merchantTradeId, tradeId: "" })
    .catch((error: unknown) => {
      if (hasReason(error, "TRADE_NOT_FOUND")) return undefined;
      throw error;
    });
  const cause = { now, traceparent: NO_TRACE };
  if (trade ? await conclude(parts, trade, cause) : await giveUp(parts, sale, cause)) return;
  await askLater(parts, sale, now);
};

/** Hears the trade where its end is known. */
const conclude = (parts: MembershipParts, trade: Trade, cause: Cause): Promise<boolean> =>
  parts.store.transaction(async (session) => {
    switch (trade.state) {
      case TradeState.TRADE_STATE_SUCCESS:
        return (await hearPaid(parts, session, trade, cause)) !== undefined;
      case TradeState.TRADE_STATE_CLOSED:
        await hearClosed(parts, session, trade, cause);
        return true;
      case TradeState.TRADE_STATE_REVERSED:
        await hearReversed(parts, session, trade, cause);
        return true;
      default:
        return false;
    }
  });

const giveUp = (parts: MembershipParts, { _id, beginTime }: SaleRow, cause: Cause): Promise<boolean> =>
  parts.store.transaction(async (session) => {
    if (plusMs(beginTime, RECOVERY.neverMadeMs) > cause.now) return false;
    const sale = await findSale(parts.sales, _id, session);
    if (sale?.state === "OPEN") await release(parts, session, sale, cause);
    return true;
  });

const askLater = async ({ sales }: MembershipParts, { _id, asks = 0 }: SaleRow, now: Date): Promise<void> => {
  const later = { nextAskTime: plusMs(now, backOffMs(asks, RECOVERY)), asks: asks + 1 };
  await sales.updateOne({ _id, state: "OPEN" }, { $set: later });
};

export const recoveryJob = (parts: MembershipParts): Job => ({
  name: "recover-sales",
  everyMs: RECOVERY.everyMs,
  run: (context) => recoverSales(parts, context),
});
