import { ReasonError } from "../../../kernel/errors/reason.ts";
import { money } from "../../../kernel/money/money.ts";
import { inLanes } from "../../../kernel/scheduler/in-lanes.ts";
import type { Job } from "../../../kernel/scheduler/scheduler.ts";
import { backOffMs } from "../../../kernel/time/back-off.ts";
import { plusMs } from "../../../kernel/time/clock.ts";
import { RefundState } from "../../../proto/gen/paywindow/payments/v1/payments.ts";
import { tellOrder } from "../order/lock-order.ts";
import type { RestaurantParts } from "../restaurant-parts.ts";
import type { DishRefund } from "./dish-refund.ts";
import { lockShare } from "./load-share.ts";

const EVERY_MS = 2_000;
const BATCH = 50;
const LANES = 8;
const SEND_AGAIN = { firstMs: 2_000, maxMs: 10 * 60_000 };
/** A channel that failed so often (some three hours) is the manager's to judge: payments has said each time that nothing went back. */
const MAX_FAILURES = 25;
const REASON = "退菜";
const NO_TRACE = "";

/** What came of a try: an end, or none yet. */
type Outcome =
  | { readonly end: "DONE" }
  | { readonly end: "FAILED"; readonly failureReason: string }
  | { readonly end: undefined; readonly error?: unknown };

/** Refusals of today: the merchant's funds may suffice tomorrow, and what the platform stopped may go on. */
const OF_TODAY: readonly string[] = ["MERCHANT_FUNDS_SHORT", "FEATURE_SUSPENDED"];

/** A refusal that no repetition mends. */
const isFinal = (error: unknown): error is ReasonError =>
  error instanceof ReasonError && !error.row.retryable && !OF_TODAY.includes(error.reason);

/** What payments says of a refund. One whose channel failed is tried again by payments when it is asked again (P24); while the result is not known it is never given up (P2). */
const ask = async ({ payments }: RestaurantParts, row: DishRefund): Promise<Outcome> => {
  try {
    const { state } = await payments.refundTrade({
      ...{ merchantId: row.merchantId, tradeId: "", merchantTradeId: row.merchantTradeId, merchantRefundId: row._id },
      ...{ amount: money(row.amount, row.currencyCode), refundReason: REASON },
    });
    if (state === RefundState.REFUND_STATE_SUCCESS) return { end: "DONE" };
    const isGivenUp = state === RefundState.REFUND_STATE_FAILED && row.tries + 1 >= MAX_FAILURES;
    return isGivenUp ? { end: "FAILED", failureReason: "" } : { end: undefined };
  } catch (error) {
    return isFinal(error) ? { end: "FAILED", failureReason: error.reason } : { end: undefined, error };
  }
};

type Ended = Exclude<Outcome, { readonly end: undefined }>;

/** Commits the end of a refund, once: what was refused is the share's again. True for the call that did. */
const conclude = (parts: RestaurantParts, row: DishRefund, { end, ...facts }: Ended, now: Date): Promise<boolean> =>
  parts.store.transaction(async (session) => {
    const work = { session, now, traceparent: NO_TRACE };
    const { share, order } = await lockShare(parts, { _id: row.shareId, orderId: row.orderId }, work);
    const pending = { _id: row._id, state: "PENDING" as const };
    const ended = { $set: { state: end, ...facts }, $unset: { dueTime: 1 as const } };
    const { matchedCount } = await parts.dishRefunds.updateOne(pending, ended, { session });
    if (matchedCount === 0) return false;
    const refunded = share.refunded - row.amount;
    if (end === "FAILED" && row.origin === "DISH")
      await parts.shares.updateOne({ _id: share._id }, { $set: { refunded } }, { session });
    await tellOrder(parts, order, work);
    return true;
  });

/** Sends one refund to payments, under the same id at every try: however often it is sent, the money goes back once. */
export const sendRefund = async (parts: RestaurantParts, row: DishRefund, now: Date): Promise<void> => {
  const outcome = await ask(parts, row);
  const { _id, tries } = row;
  if (outcome.end) {
    const isOurs = await conclude(parts, row, outcome, now);
    if (isOurs && outcome.end === "FAILED")
      parts.log.error({ merchantRefundId: _id, reason: outcome.failureReason, tries }, "a dish is not given back");
    return;
  }
  parts.log.warn({ err: outcome.error, merchantRefundId: _id, tries }, "a dish is not given back yet");
  const later = { dueTime: plusMs(now, backOffMs(tries, SEND_AGAIN)), tries: tries + 1 };
  await parts.dishRefunds.updateOne({ _id, state: "PENDING" }, { $set: later });
};

/** Sends what is due, several at a time. */
export const sendRefundsJob = (parts: RestaurantParts): Job => ({
  name: "send-refunds",
  everyMs: EVERY_MS,
  run: async ({ now, signal }) => {
    const due = await parts.dishRefunds
      .find({ dueTime: { $lte: now } })
      .sort({ dueTime: 1 })
      .limit(BATCH)
      .lean<DishRefund[]>();
    await inLanes(due, { lanes: LANES, signal }, (row) =>
      sendRefund(parts, row, now).catch((err: unknown) =>
        parts.log.error({ err, merchantRefundId: row._id }, "a refund could not be noted"),
      ),
    );
  },
});
