import type { Model } from "mongoose";
import type { PlatformKey } from "../../../kernel/crypto/platform-key.ts";
import type { ServiceHost } from "../../../kernel/node/service-module.ts";
import { inLanes } from "../../../kernel/scheduler/in-lanes.ts";
import type { Job } from "../../../kernel/scheduler/scheduler.ts";
import type { Clock } from "../../../kernel/time/clock.ts";
import { NOTIFY } from "../config.ts";
import { afterTry, fieldsOfTry, type TryOutcome, textToSign } from "./notification.ts";
import type { NotificationRow } from "./notification-model.ts";
import { postForm } from "./post-form.ts";

interface Parts {
  readonly notifications: Model<NotificationRow>;
  readonly platformKey: () => Promise<PlatformKey>;
  readonly clock: Clock;
}

/**
 * Sends what is due. A run is bounded: so many notifications, so many of one host, each for so long. A process that dies in the middle of a try leaves the row as
 * it was, and the next run sends it again under the same notify_id (P31).
 */
export const deliverNotificationsJob = (
  parts: Parts,
  { metrics, config, log }: Pick<ServiceHost, "metrics" | "config" | "log">,
): Job => {
  const tries = metrics.counter("paywindow_payments_notify_tries_total", "Notifications sent, by outcome", [
    "delivered",
  ]);
  const send = async (row: NotificationRow): Promise<void> => {
    const outcome = await trySending(parts, row, config.demo);
    tries.inc({ delivered: String(outcome.delivered) });
    await noteOutcome(parts, row, outcome);
  };
  return {
    name: "deliver-notifications",
    everyMs: NOTIFY.everyMs,
    run: async ({ now, signal }) => {
      const due = await takeDue(parts.notifications, now);
      // One that fails does not keep the others waiting; it is due again at once.
      await inLanes(due, { lanes: NOTIFY.lanes, signal }, (row) =>
        send(row).catch((err) => log.error({ err, notifyId: row._id }, "a notification could not be sent")),
      );
    },
  };
};

/** What is due, the longest first, a few of each host: the next hosts are looked for behind one that has more than its share. */
const takeDue = async (notifications: Model<NotificationRow>, now: Date): Promise<NotificationRow[]> => {
  const taken: NotificationRow[] = [];
  const perHost = new Map<string, number>();
  const isFull = (host: string) => (perHost.get(host) ?? 0) >= NOTIFY.perHost;
  for (let round = 0; round < NOTIFY.rounds && taken.length < NOTIFY.batch; round++) {
    const full = [...perHost.keys()].filter(isFull);
    const known = taken.map(({ _id }) => _id);
    const found = await notifications
      .find({ nextTime: { $lte: now }, host: { $nin: full }, _id: { $nin: known } })
      .sort({ nextTime: 1, _id: 1 })
      .limit(NOTIFY.batch)
      .lean<NotificationRow[]>();
    for (const row of found) {
      if (isFull(row.host) || taken.length >= NOTIFY.batch) continue;
      perHost.set(row.host, (perHost.get(row.host) ?? 0) + 1);
      taken.push(row);
    }
    if (found.length < NOTIFY.batch) break;
  }
  return taken;
};

const trySending = async ({ platformKey, clock }: Parts, row: NotificationRow, demo: boolean): Promise<TryOutcome> => {
  const { _id: notifyId, appId, url } = row;
  const content = JSON.parse(row.content) as Readonly<Record<string, string>>;
  const fields = fieldsOfTry({ notifyId, appId, content }, clock.now());
  const sign = await (await platformKey()).sign(textToSign(fields), "RSA-SHA256");
  return postForm(url, { ...fields, sign }, { timeoutMs: NOTIFY.timeoutMs, allowPrivate: demo });
};

/** Held against the tries that were read: an outcome is noted once, and one that is delivered stays so. */
const noteOutcome = async (
  { notifications, clock }: Parts,
  row: NotificationRow,
  outcome: TryOutcome,
): Promise<void> => {
  const now = clock.now();
  const { nextTime, ...after } = afterTry(row, outcome, now);
  const firstSuccess = outcome.delivered && row.state !== "DELIVERED" ? { deliverTime: now } : {};
  await notifications.updateOne(
    { _id: row._id, tries: row.tries },
    {
      $set: { ...after, remark: outcome.remark, ...firstSuccess, ...(nextTime && { nextTime }) },
      ...(!nextTime && { $unset: { nextTime: 1 } }),
    },
  );
};
