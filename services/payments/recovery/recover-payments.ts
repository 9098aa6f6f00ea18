import type { Model } from "mongoose";
import type { ServiceHost } from "../../../kernel/node/service-module.ts";
import type { Job } from "../../../kernel/scheduler/scheduler.ts";
import { RECOVERY } from "../config.ts";
import type { PaymentsParts } from "../payments-parts.ts";
import { lookAtRefund } from "../refund/send-refund.ts";
import { AttemptState } from "../trade/payment-attempt-model.ts";
import { lookAtAttempt } from "./look-at-attempt.ts";

/**
 * The janitor: every attempt whose result is not known is asked about until it is, taken back when its time is over, and given back where it came too late
 * (P3-P9). It goes by the rows alone, so it goes on wherever a process died (P2).
 */
export const recoverPaymentsJob = (parts: PaymentsParts, host: Pick<ServiceHost, "metrics" | "log">): Job => {
  const measure = recoveryGauges(parts, host);
  return {
    name: "recover-payments",
    everyMs: RECOVERY.everyMs,
    run: async ({ now, signal }) => {
      const cause = { now, traceparent: "" };
      const looks = [
        ...(await dueOf(parts.attempts, now)).map((attempt) => [
          attempt._id,
          () => lookAtAttempt(parts, attempt, cause),
        ]),
        ...(await dueOf(parts.refunds, now)).map(({ _id }) => [_id, () => lookAtRefund(parts, _id, cause)]),
      ] as [string, () => Promise<void>][];
      const queue = looks.values();
      const lane = async (): Promise<void> => {
        for (const [id, look] of queue) {
          if (signal.aborted) return;
          // One that fails keeps no other waiting; it is found again by the next run, and by the gauge.
          await look().catch((err) => host.log.error({ err, id }, "what came of it could not be asked"));
        }
      };
      await Promise.all(Array.from({ length: RECOVERY.lanes }, lane));
      await measure();
    },
  };
};

/** What is due, the longest due first. */
const dueOf = <Row extends { readonly _id: string; readonly nextQueryTime?: Date }>(rows: Model<Row>, now: Date) =>
  rows
    .find({ nextQueryTime: { $lte: now } })
    .sort({ nextQueryTime: 1, _id: 1 })
    .limit(RECOVERY.batch)
    .lean<Row[]>();

const recoveryGauges = (parts: PaymentsParts, { metrics }: Pick<ServiceHost, "metrics">): (() => Promise<void>) => {
  const unknown = metrics.gauge(
    "paywindow_payments_attempts_unknown",
    "Attempts at channels whose result is not known yet; one that stays is an alert",
  );
  const late = metrics.gauge(
    "paywindow_payments_late_payments",
    "Payments that came too late and are not given back yet: what stands in suspense (P8)",
  );
  const refunds = metrics.gauge(
    "paywindow_payments_refunds_pending",
    "Refunds through channels whose result is not known yet (P24)",
  );
  return async () => {
    const countOf = (state: AttemptState): Promise<number> => parts.attempts.countDocuments({ state });
    refunds.set(await parts.refunds.countDocuments({ state: "PENDING" }));
    unknown.set((await countOf(AttemptState.SENT)) + (await countOf(AttemptState.REVERSING)));
    late.set(await countOf(AttemptState.LATE_PAID));
  };
};
