import { insertRow, upsertRow } from "../../../kernel/store/rows.ts";
import type { ContentParts, Work } from "../content-parts.ts";
import { messageDelivered } from "../events.ts";
import type { PublishedWindow } from "../window/window.ts";
import { toMessage } from "./message.ts";
import type { MessageRow } from "./message-model.ts";

/** Puts a message into its user's inbox, in the given transaction: the row, the count of what is unread, and the news for live screens. */
export const deliverMessage = async (
  { messages, mailboxes, outbox }: Pick<ContentParts, "messages" | "mailboxes" | "outbox">,
  row: Omit<MessageRow, "unread">,
  window: PublishedWindow | undefined,
  { session, now, traceparent }: Work,
): Promise<MessageRow> => {
  const message: MessageRow = { ...row, unread: true };
  await insertRow(messages, message, session);
  const one = { filter: { _id: row.userId }, update: { $inc: { unread: 1 } } };
  const { unread } = await upsertRow(mailboxes, one, session);
  const news = { userId: row.userId, message: toMessage(message, row.text, window), unreadCount: unread };
  await outbox.append(session, messageDelivered, news, { now, traceparent, key: row._id });
  return message;
};
