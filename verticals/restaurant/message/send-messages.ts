import { ReasonError } from "../../../kernel/errors/reason.ts";
import type { Job } from "../../../kernel/scheduler/scheduler.ts";
import { backOffMs } from "../../../kernel/time/back-off.ts";
import { plusMs } from "../../../kernel/time/clock.ts";
import { MessageKind, SendMessageRequest } from "../../../proto/gen/paywindow/content/v1/message.ts";
import type { RestaurantParts } from "../restaurant-parts.ts";
import type { MessageRow } from "./message-row.ts";

const EVERY_MS = 1_000;
const BATCH = 100;
const SEND_AGAIN = { firstMs: 2_000, maxMs: 5 * 60_000 };

const KINDS = { SERVICE: MessageKind.MESSAGE_KIND_SERVICE, RECEIPT: MessageKind.MESSAGE_KIND_RECEIPT } as const;

const requestOf = (row: MessageRow): SendMessageRequest => ({
  ...SendMessageRequest.create(),
  ...{ messageKey: row._id, userId: row.userId, merchantId: row.merchantId, kind: KINDS[row.kind], link: row.link },
  title: { zh: row.title, en: row.titleEn },
  body: { zh: row.body, en: row.bodyEn },
});

/** Hands one message to content. A refusal that no repetition mends is logged and ends it; anything else is tried again, ever more rarely. */
const sendOne = async ({ content, messages, log }: RestaurantParts, row: MessageRow, now: Date): Promise<void> => {
  try {
    await content.sendMessage(requestOf(row));
  } catch (error) {
    const isFinal = error instanceof ReasonError && !error.row.retryable;
    log.warn({ err: error, messageKey: row._id, isFinal }, "content did not take a message");
    if (!isFinal) {
      const later = { dueTime: plusMs(now, backOffMs(row.tries, SEND_AGAIN)), tries: row.tries + 1 };
      await messages.updateOne({ _id: row._id }, { $set: later });
      return;
    }
  }
  await messages.deleteOne({ _id: row._id });
};

/** Hands over what is due, the longest waiting first. */
export const sendMessagesJob = (parts: RestaurantParts): Job => ({
  name: "send-messages",
  everyMs: EVERY_MS,
  run: async ({ now, signal }) => {
    const due = await parts.messages
      .find({ dueTime: { $lte: now } })
      .sort({ dueTime: 1 })
      .limit(BATCH)
      .lean<MessageRow[]>();
    for (const row of due) {
      if (signal.aborted) return;
      await sendOne(parts, row, now);
    }
  },
});
