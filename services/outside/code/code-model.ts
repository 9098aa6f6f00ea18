import { type Connection, type Model, Schema } from "mongoose";
import { modelOf } from "../../../kernel/store/model-of.ts";

/** A payment code that a wallet gave out. */
export interface CodeRow {
  /** The code's digits. */
  readonly _id: string;
  readonly accountId: string;
  readonly expireTime: Date;
  /** The one order that it made; absent while nobody used it. */
  readonly orderId?: string;
  /** When its row may go. */
  readonly forgetTime: Date;
}

const required = true;

const schema = new Schema<CodeRow>(
  {
    _id: { type: String, required },
    accountId: { type: String, required },
    expireTime: { type: Date, required },
    orderId: { type: String },
    forgetTime: { type: Date, required },
  },
  { collection: "codes", versionKey: false },
);
schema.index({ forgetTime: 1 }, { expireAfterSeconds: 0 });

export const codeModel = (connection: Connection): Model<CodeRow> =>
  modelOf<CodeRow>(connection, "OutsideCode", schema);
