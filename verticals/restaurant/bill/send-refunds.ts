import { ReasonError } from "../../../kernel/errors/reason.ts";
import { money } from "../../../kernel/money/money.ts";
import type { Job } from "../../../kernel/scheduler/scheduler.ts";
import { backOffMs } from "../../../kernel/time/back-off.ts";
import { plusMs } from "../../../kernel/time/clock.ts";
import { RefundState } from "../../../proto/gen/paywindow/payments/v1/payments.ts";
import type { RestaurantParts } from "../restaurant-parts.ts";
import type { DishRefund } from "./share.ts";

const EVERY_MS = 2_000;
const BATCH = 50;
const SEND_AGAIN = { firstMs: 2_000, maxMs: 10 * 60_000 };
const REASON = "退菜";

/** What payments says of a refund; undefined while it does not know, or where the channel failed: payments tries that one again when it is asked again (P24). A refusal that no repetition mends ends it until the manager asks again. */
const ask = async ({ payments, log }: RestaurantParts, row: DishRefund): Promise<"DONE" | "FAILED" | undefined> => {
  try {
    const { state } = await payments.refundTrade({
      ...{ merchantId: row.merchantId, tradeId: "", merchantTradeId: row.merchantTradeId, merchantRefundId: row._id },
      ...{ amount: money(row.amount, row.currencyCode), refundReason: REASON },
    });
    return state === RefundState.REFUND_STATE_SUCCESS ? "DONE" : undefined;
  } catch (error) {
    log.warn({ err: error, merchantRefundId: row._id }, "payments did not refund a dish");
    // The merchant's funds may suffice tomorrow.
    const mayPass = !(error instanceof ReasonError) || error.row.retryable || error.reason === "MERCHANT_FUNDS_SHORT";
    return mayPass ? undefined : "FAILED";
  }
};

/** Sends one refund to payments, under the same id at every try: however often it is sent, the money goes back once. */
export const sendRefund = async (parts: RestaurantParts, row: DishRefund, now: Date): Promise<void> => {
  const end = await ask(parts, row);
  const asSeen = { _id: row._id, state: row.state };
  if (end) {
    await parts.dishRefunds.updateOne(asSeen, { $set: { state: end }, $unset: { dueTime: 1 } });
    return;
  }
  const dueTime = plusMs(now, backOffMs(row.tries, SEND_AGAIN));
  const later = { state: "PENDING" as const, dueTime, tries: row.tries + 1 };
  await parts.dishRefunds.updateOne(asSeen, { $set: later });
};

/** Sends what is due. */
export const sendRefundsJob = (parts: RestaurantParts): Job => ({
  name: "send-refunds",
  everyMs: EVERY_MS,
  run: async ({ now, signal }) => {
    const due = await parts.dishRefunds
      .find({ dueTime: { $lte: now } })
      .sort({ dueTime: 1 })
      .limit(BATCH)
      .lean<DishRefund[]>();
    for (const row of due) {
      if (signal.aborted) return;
      await sendRefund(parts, row, now);
    }
  },
});
