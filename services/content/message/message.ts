import { type Message, MessageKind } from "../../../proto/gen/paywindow/content/v1/message.ts";
import type { BilingualText } from "../../../proto/gen/paywindow/content/v1/window.ts";
import type { PublishedWindow } from "../window/window.ts";
import type { MessageRow } from "./message-model.ts";

const KINDS = ["SERVICE", "RECEIPT", "PROMOTION", "BROADCAST", "REPLY", "FROM_USER"] as const;
export type MessageKindName = (typeof KINDS)[number];

/** What a message says. */
export interface MessageText {
  /** Absent in a conversation. */
  readonly title?: BilingualText;
  readonly body: BilingualText;
  /** A path of the platform's own pages, or empty. */
  readonly link: string;
}

/** The kind of the contract's number; undefined for one that there is not. */
export const kindOf = (kind: MessageKind): MessageKindName | undefined =>
  KINDS.find((name) => MessageKind[`MESSAGE_KIND_${name}`] === kind);

/** A row as the contract has it: with its text, and the window that it is of, as far as it is published. */
export const toMessage = (
  row: MessageRow,
  text: MessageText | undefined,
  window: PublishedWindow | undefined,
): Message => ({
  messageId: row._id,
  windowId: row.windowId,
  merchantId: row.merchantId,
  kind: MessageKind[`MESSAGE_KIND_${row.kind}`],
  title: text?.title ?? undefined,
  body: text?.body,
  link: text?.link ?? "",
  sendTime: row.sendTime,
  read: !row.unread,
  windowName: window?.content.name,
  windowAvatar: window?.content.avatar,
});
