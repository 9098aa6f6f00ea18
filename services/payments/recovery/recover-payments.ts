import type { Model } from "mongoose";
import type { ServiceHost } from "../../../kernel/node/service-module.ts";
import { inLanes } from "../../../kernel/scheduler/in-lanes.ts";
import type { Job } from "../../../kernel/scheduler/scheduler.ts";
import { plusMs } from "../../../kernel/time/clock.ts";
import { ChannelId } from "../channel/channel.ts";
import { RECOVERY } from "../config.ts";
import type { PaymentsParts } from "../payments-parts.ts";
import { lookAtRefund } from "../refund/send-refund.ts";
import { AttemptState } from "../trade/payment-attempt-model.ts";
import { lookAtAttempt } from "./look-at-attempt.ts";

/**
 * The janitor: every attempt whose result is not known is asked about until it is, taken back when its time is over, and given back where it came too late
 * (P3-P9). It goes by the rows alone, so it goes on wherever a process died (P2). A job per channel: one that lets everybody wait delays what went through it,
 * and nothing else. The last of them takes what an older version wrote without a channel, and measures.
 */
export const recoverPaymentsJobs = (parts: PaymentsParts, host: Pick<ServiceHost, "metrics" | "log">): Job[] => {
  const measure = recoveryGauges(parts, host);
  const jobOf = (name: string, channelId: ChannelId | undefined, then = async (): Promise<void> => {}): Job => ({
    ...{ name, everyMs: RECOVERY.everyMs },
    run: async ({ now, signal }) => {
      await lookAtAll(await dueLooks(parts, channelId, now), host, signal);
      await then();
    },
  });
  const ofChannels = Object.values(ChannelId).map((channelId) => jobOf(`recover-${channelId}`, channelId));
  return [...ofChannels, jobOf("recover-payments", undefined, measure)];
};

/** What is due at a channel: payments first, as a payer stands at a till. */
const dueLooks = async (
  parts: PaymentsParts,
  channelId: ChannelId | undefined,
  now: Date,
): Promise<readonly Look[]> => {
  const cause = { now, traceparent: "" };
  const { attempts, refunds } = parts;
  return [
    ...(await dueOf(attempts, channelId, now)).map((attempt) => ({
      ...{ id: attempt._id, look: () => lookAtAttempt(parts, attempt, cause) },
      postpone: () => postpone(attempts, attempt._id, now),
    })),
    ...(await dueOf(refunds, channelId, now)).map(({ _id: id }) => ({
      ...{ id, look: () => lookAtRefund(parts, id, cause), postpone: () => postpone(refunds, id, now) },
    })),
  ];
};

const lookAtAll = (looks: readonly Look[], { log }: Pick<ServiceHost, "log">, signal: AbortSignal): Promise<void> =>
  inLanes(looks, { lanes: RECOVERY.lanes, signal }, ({ id, look, postpone: later }) =>
    // One that fails keeps no other waiting, in this run or the next; the gauge goes on counting it.
    look().catch((err) => {
      log.error({ err, id }, "what came of it could not be asked");
      return later();
    }),
  );

/** Something that the janitor looks at. */
interface Look {
  readonly id: string;
  look(): Promise<void>;
  postpone(): Promise<unknown>;
}

type Due = { readonly _id: string; readonly channelId?: ChannelId; readonly nextQueryTime?: Date };

/** Puts off what could not be looked at, unless somebody else has set its time since. */
const postpone = <Row extends Due>(rows: Model<Row>, _id: string, now: Date): Promise<unknown> =>
  rows.updateOne({ _id, nextQueryTime: { $lte: now } }, { $set: { nextQueryTime: plusMs(now, RECOVERY.failedMs) } });

/** What is due at a channel, the longest due first. */
const dueOf = <Row extends Due>(rows: Model<Row>, channelId: ChannelId | undefined, now: Date) =>
  rows
    .find({ channelId: channelId ?? { $exists: false }, nextQueryTime: { $lte: now } })
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
  const excess = metrics.gauge(
    "paywindow_payments_refunds_excess",
    "Refunds that arrived after they had failed, when nothing was left of their trades: people must claim them back (P24)",
  );
  return async () => {
    excess.set(await parts.refunds.countDocuments({ isExcess: true }));
    const countOf = (state: AttemptState): Promise<number> => parts.attempts.countDocuments({ state });
    refunds.set(await parts.refunds.countDocuments({ state: "PENDING" }));
    unknown.set((await countOf(AttemptState.SENT)) + (await countOf(AttemptState.REVERSING)));
    late.set(await countOf(AttemptState.LATE_PAID));
  };
};
