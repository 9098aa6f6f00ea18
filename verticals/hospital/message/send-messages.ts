import type { Job } from "../../../kernel/scheduler/scheduler.ts";
import { MessageKind } from "../../../proto/gen/paywindow/content/v1/message.ts";
import { nextLook } from "../appointment/appointment.ts";
import type { HospitalParts } from "../hospital-parts.ts";
import type { MessageRow } from "./message.ts";

const EVERY_MS = 1_000;
const BATCH = 100;

const send = async ({ content, messages, log }: HospitalParts, row: MessageRow, now: Date): Promise<void> => {
  const { _id, merchantId, userId, title, body, link } = row;
  const kind = MessageKind.MESSAGE_KIND_SERVICE;
  try {
    await content.sendMessage({ ...{ messageKey: _id, userId, merchantId, windowId: "" }, kind, title, body, link });
    await messages.deleteOne({ _id });
  } catch (error) {
    log.warn({ err: error, messageKey: _id }, "a message was not taken; it is sent again");
    const later = { dueTime: nextLook(now, row.tries + 1), tries: row.tries + 1 };
    await messages.updateOne({ _id }, { $set: later });
  }
};

/** Brings messages to content, under the key of each, until content has answered. */
export const sendMessagesJob = (parts: HospitalParts): Job => ({
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
      await send(parts, row, now);
    }
  },
});
