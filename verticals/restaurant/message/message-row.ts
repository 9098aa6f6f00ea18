import { type ClientSession, type Connection, type Model, Schema } from "mongoose";
import type { Errand } from "../../../kernel/scheduler/errands.ts";
import { modelOf } from "../../../kernel/store/model-of.ts";
import { updateRow } from "../../../kernel/store/rows.ts";

/** A message that content has not taken yet. Its key is made of the row that it tells of. */
export interface MessageRow extends Errand {
  readonly userId: string;
  readonly merchantId: string;
  readonly kind: "SERVICE" | "RECEIPT";
  readonly title: string;
  readonly titleEn: string;
  readonly body: string;
  readonly bodyEn: string;
  readonly link: string;
}

const text = { type: String, required: true };

const schema = new Schema<MessageRow>(
  {
    ...{ _id: text, userId: text, merchantId: text, kind: text, title: text, titleEn: text, body: text, bodyEn: text },
    link: text,
    dueTime: { type: Date, required: true },
    tries: { type: Number, required: true },
  },
  { collection: "messages", versionKey: false },
);
schema.index({ dueTime: 1 });

export const messageModel = (connection: Connection): Model<MessageRow> =>
  modelOf<MessageRow>(connection, "MessageRow", schema);

/** Notes messages in the transaction of what they tell; users without a phone here are passed over. */
export const noteMessages = async (
  messages: Model<MessageRow>,
  rows: readonly Omit<MessageRow, "dueTime" | "tries">[],
  { session, now }: { readonly session: ClientSession; readonly now: Date },
): Promise<void> => {
  for (const { _id, ...row } of rows.filter(({ userId }) => userId !== ""))
    await updateRow(
      messages,
      { filter: { _id }, update: { $setOnInsert: { ...row, dueTime: now, tries: 0 } } },
      { upsert: true, session },
    );
};
