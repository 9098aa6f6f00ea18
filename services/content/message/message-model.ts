import { type Connection, type Model, Schema } from "mongoose";
import { modelOf } from "../../../kernel/store/model-of.ts";
import type { MessageKindName, MessageText } from "./message.ts";

/** A message in a user's inbox; `_id` is the messageId (msg_…), which sorts by time. */
export interface MessageRow {
  readonly _id: string;
  readonly userId: string;
  /** Empty where the merchant has no window. */
  readonly windowId: string;
  readonly merchantId: string;
  readonly kind: MessageKindName;
  /** Absent for a broadcast, whose text is kept once. */
  readonly text?: MessageText;
  /** The broadcast that it is a delivery of. */
  readonly broadcastId?: string;
  readonly unread: boolean;
  readonly sendTime: Date;
}

/** A user's inbox as a whole; `_id` is the userId. */
export interface MailboxRow {
  readonly _id: string;
  /** How many of the user's messages are unread: changed in every transaction that changes one of them. */
  readonly unread: number;
}

/** A key under which something was said once, and what came of it; `_id` is `<sender>:<key>`. */
export interface MessageKeyRow {
  readonly _id: string;
  /** SHA-256 of the request. */
  readonly requestHash: string;
  /** Empty where the message was excluded. */
  readonly messageId: string;
  /** The automatic reply to it; empty where there is none. */
  readonly replyId: string;
}

const required = true;

const messageSchema = new Schema<MessageRow>(
  {
    _id: { type: String, required },
    userId: { type: String, required },
    windowId: { type: String },
    merchantId: { type: String, required },
    kind: { type: String, required },
    text: { type: Schema.Types.Mixed },
    broadcastId: { type: String },
    unread: { type: Boolean, required },
    sendTime: { type: Date, required },
  },
  { collection: "messages", versionKey: false, minimize: false },
);
messageSchema.index({ userId: 1, _id: -1 });
messageSchema.index({ userId: 1, windowId: 1, _id: -1 });
// What MarkRead looks for: it holds what is unread and nothing else, so an inbox of years costs no more than what came since.
messageSchema.index({ userId: 1, unread: 1, _id: -1 }, { name: "unread", partialFilterExpression: { unread: true } });

const mailboxSchema = new Schema<MailboxRow>(
  { _id: { type: String, required }, unread: { type: Number, required } },
  { collection: "mailboxes", versionKey: false },
);

const messageKeySchema = new Schema<MessageKeyRow>(
  {
    _id: { type: String, required },
    requestHash: { type: String, required },
    messageId: { type: String },
    replyId: { type: String },
  },
  { collection: "message_keys", versionKey: false },
);

export const messageModel = (connection: Connection): Model<MessageRow> =>
  modelOf<MessageRow>(connection, "Message", messageSchema);

export const mailboxModel = (connection: Connection): Model<MailboxRow> =>
  modelOf<MailboxRow>(connection, "Mailbox", mailboxSchema);

export const messageKeyModel = (connection: Connection): Model<MessageKeyRow> =>
  modelOf<MessageKeyRow>(connection, "MessageKey", messageKeySchema);
