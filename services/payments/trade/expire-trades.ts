import type { ServiceHost } from "../../../kernel/node/service-module.ts";
import type { Job } from "../../../kernel/scheduler/scheduler.ts";
import { plusMs } from "../../../kernel/time/clock.ts";
import { EXPIRY_BATCH, EXPIRY_EVERY_MS, OVERDUE_GRACE_MS } from "../config.ts";
import type { PaymentsParts } from "../payments-parts.ts";
import { closeUnpaid } from "./close-unpaid.ts";
import { decide } from "./decide-trade.ts";
import { OPEN_STATES } from "./trade.ts";
import { findTrade, type TradeRow } from "./trade-model.ts";

/**
 * Closes trades whose time is over and gives back what they hold (P28). P9 asks to query the channel before a state is flipped; the built-in wallet needs
 * none, as its payment and the trade's state commit together: a trade that is still open has not been paid, and the closing write itself tests that. What a
 * channel is at is refused here, and is recover-payments' to end.
 */
export const expireTradesJob = (parts: PaymentsParts, { metrics, log }: Pick<ServiceHost, "metrics" | "log">): Job => {
  const overdue = metrics.gauge(
    "paywindow_payments_trades_overdue",
    "Trades that are not final a minute after their deadline; anything but 0 is an alert (P7)",
  );
  return {
    name: "expire-trades",
    everyMs: EXPIRY_EVERY_MS,
    run: async ({ now, signal }) => {
      for await (const trade of dueTrades(parts, now)) {
        if (signal.aborted) return;
        // One that fails does not keep the others waiting; it is found again by the next run, and by the gauge.
        await expireTrade(parts, trade, now).catch((err) =>
          log.error({ err, tradeId: trade.tradeId }, "expiry failed"),
        );
      }
      overdue.set(await parts.trades.countDocuments(openUntil(plusMs(now, -OVERDUE_GRACE_MS))));
    },
  };
};

/** All trades that are open past their time, the longest due first, read a batch at a time: each batch begins behind the last trade of the one before. */
async function* dueTrades(
  { trades }: PaymentsParts,
  now: Date,
): AsyncGenerator<{ tradeId: string; merchantId: string }> {
  for (let batch: TradeRow[] | undefined; batch?.length !== 0; ) {
    const last = batch?.at(-1);
    batch = await trades
      .find({ ...openUntil(now), ...(last && isBehind(last)) })
      .sort({ expireTime: 1, _id: 1 })
      .limit(EXPIRY_BATCH)
      .lean<TradeRow[]>();
    for (const { _id: tradeId, merchantId } of batch) yield { tradeId, merchantId };
  }
}

const isBehind = ({ expireTime, _id }: TradeRow) => ({
  $or: [{ expireTime: { $gt: expireTime } }, { expireTime, _id: { $gt: _id } }],
});

const openUntil = (instant: Date) => ({ state: { $in: [...OPEN_STATES] }, expireTime: { $lte: instant } });

/** Closes one trade, unless it was paid, closed or given more time since it was found. */
const expireTrade = (parts: PaymentsParts, ref: { tradeId: string; merchantId: string }, now: Date): Promise<void> =>
  parts.store.transaction(async (session) => {
    const before = await findTrade(parts.trades, ref, session);
    if (!before || before.expireTime > now) return;
    const decision = decide(before, { type: "close" }, now);
    if (!("write" in decision)) return;
    await closeUnpaid(parts, session, { before, closed: decision.write, hold: "EXPIRED" }, { now, traceparent: "" });
  });
