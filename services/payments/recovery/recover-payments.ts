import type { ServiceHost } from "../../../kernel/node/service-module.ts";
import type { Job } from "../../../kernel/scheduler/scheduler.ts";
import { RECOVERY } from "../config.ts";
import type { PaymentsParts } from "../payments-parts.ts";
import { AttemptState, type PaymentAttemptRow } from "../trade/payment-attempt-model.ts";
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
      const due = await parts.attempts
        .find({ nextQueryTime: { $lte: now } })
        .sort({ nextQueryTime: 1, _id: 1 })
        .limit(RECOVERY.batch)
        .lean<PaymentAttemptRow[]>();
      const queue = due.values();
      const lane = async (): Promise<void> => {
        for (const attempt of queue) {
          if (signal.aborted) return;
          // One that fails keeps no other waiting; it is found again by the next run, and by the gauge.
          await lookAtAttempt(parts, attempt, { now, traceparent: "" }).catch((err) =>
            host.log.error({ err, attemptId: attempt._id }, "an attempt could not be looked at"),
          );
        }
      };
      await Promise.all(Array.from({ length: RECOVERY.lanes }, lane));
      await measure();
    },
  };
};

const recoveryGauges = (parts: PaymentsParts, { metrics }: Pick<ServiceHost, "metrics">): (() => Promise<void>) => {
  const unknown = metrics.gauge(
    "paywindow_payments_attempts_unknown",
    "Attempts at channels whose result is not known yet; one that stays is an alert",
  );
  const late = metrics.gauge(
    "paywindow_payments_late_payments",
    "Payments that came too late and are not given back yet: what stands in suspense (P8)",
  );
  return async () => {
    unknown.set(
      await parts.attempts.countDocuments({
        nextQueryTime: { $exists: true },
        state: { $in: [AttemptState.SENT, AttemptState.REVERSING] },
      }),
    );
    late.set(await parts.attempts.countDocuments({ nextQueryTime: { $exists: true }, state: AttemptState.LATE_PAID }));
  };
};
