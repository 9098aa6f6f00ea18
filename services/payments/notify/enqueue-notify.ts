import type { ClientSession, Model } from "mongoose";
import { deriveId } from "../../../kernel/ids/ids.ts";
import { insertRow } from "../../../kernel/store/rows.ts";
import { type Refund, subjectOf } from "../refund/refund.ts";
import type { Trade } from "../trade/trade.ts";
import { contentOf, scheduleOf } from "./notification.ts";
import type { NotificationRow } from "./notification-model.ts";

/**
 * Writes, in the transaction that pays the trade or refunds it, what its merchant is told; nothing where the merchant gave no address, and of a refund only
 * once the payer has it, and when it came back. Sending is a job's affair, after the commit.
 */
export const enqueueNotify = async (
  { notifications }: { readonly notifications: Model<NotificationRow> },
  session: ClientSession,
  trade: Trade,
  refund: Refund | undefined,
  now: Date,
): Promise<void> => {
  const { notifyUrl, merchantId, tradeId, appId = "" } = trade;
  if (!notifyUrl || refund?.state === "PENDING") return;
  const row: NotificationRow = {
    _id: deriveId("ntf", now, tradeId, ...newsOf(refund)),
    ...{ merchantId, tradeId, appId, url: notifyUrl, host: new URL(notifyUrl).host },
    content: JSON.stringify(contentOf(trade, refund)),
    schedule: scheduleOf(trade),
    ...{ state: "PENDING", tries: 0, nextTime: now, createTime: now },
  };
  await insertRow(notifications, row, session);
};

/** What a notification is of: each try of a refund is news of its own, and so is its return. */
const newsOf = (refund: Refund | undefined): string[] => {
  if (!refund) return [""];
  return refund.isReturned ? [subjectOf(refund), "returned"] : [subjectOf(refund)];
};
