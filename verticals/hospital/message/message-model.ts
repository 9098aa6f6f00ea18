import { type Connection, type Model, Schema } from "mongoose";
import { modelOf } from "../../../kernel/store/model-of.ts";
import type { MessageRow } from "./message.ts";

const text = { type: String, required: true };
const bilingual = { zh: text, en: text };

const schema = new Schema<MessageRow>(
  {
    ...{ _id: text, merchantId: text, userId: text, title: bilingual, body: bilingual, link: text },
    ...{ dueTime: { type: Date, required: true }, tries: { type: Number, required: true } },
  },
  { collection: "messages", versionKey: false },
);
schema.index({ dueTime: 1 });

export const messageModel = (connection: Connection): Model<MessageRow> =>
  modelOf<MessageRow>(connection, "HospitalMessage", schema);
