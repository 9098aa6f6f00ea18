import { type Connection, type Model, Schema } from "mongoose";
import { modelOf } from "../../../kernel/store/model-of.ts";
import type { PhoneCode } from "./phone-code.ts";

/** The codes of a phone for one purpose; `_id` is `phoneCodeIdOf` them. */
export type PhoneCodeRow = PhoneCode & { readonly _id: string };

const required = true;

const schema = new Schema<PhoneCodeRow>(
  {
    _id: { type: String, required },
    codeHash: { type: String },
    nonce: { type: String, required },
    expireTime: { type: Date, required },
    triesLeft: { type: Number, required },
    resendTime: { type: Date, required },
    sentInWindow: { type: Number, required },
    windowEnd: { type: Date, required },
  },
  { collection: "phone_codes", versionKey: false },
);
schema.index({ windowEnd: 1 }, { expireAfterSeconds: 0 });

export const phoneCodeModel = (connection: Connection): Model<PhoneCodeRow> =>
  modelOf<PhoneCodeRow>(connection, "PhoneCode", schema);

/** What a code can be for. */
export type Purpose = "REGISTER" | "BIND_CARD" | "BIND_MEMBER_CARD";

export const phoneCodeIdOf = (purpose: Purpose, phoneIndex: string): string => `${purpose}:${phoneIndex}`;

/** A message that the embedded provider has delivered; the text is sealed. */
export interface PhoneMessageRow {
  /** msg_… */
  readonly _id: string;
  readonly phoneIndex: string;
  readonly text: Buffer;
  readonly sealedBy: string;
  readonly sendTime: Date;
  readonly forgetTime: Date;
}

const messageSchema = new Schema<PhoneMessageRow>(
  {
    _id: { type: String, required },
    phoneIndex: { type: String, required },
    text: { type: Buffer, required },
    sealedBy: { type: String },
    sendTime: { type: Date, required },
    forgetTime: { type: Date, required },
  },
  { collection: "phone_messages", versionKey: false },
);
messageSchema.index({ phoneIndex: 1, sendTime: -1 });
messageSchema.index({ forgetTime: 1 }, { expireAfterSeconds: 0 });

export const phoneMessageModel = (connection: Connection): Model<PhoneMessageRow> =>
  modelOf<PhoneMessageRow>(connection, "PhoneMessage", messageSchema);
