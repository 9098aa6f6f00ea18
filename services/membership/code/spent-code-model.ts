import { type Connection, type Model, Schema } from "mongoose";
import { modelOf } from "../../../kernel/store/model-of.ts";

/** A member code that was used; `_id` is its card and instant. Remembered far longer than a code is good. */
export interface SpentCodeRow {
  readonly _id: string;
  readonly merchantId: string;
  readonly cardId: string;
  /** What it was used for. */
  readonly reference: string;
  readonly spendTime: Date;
  readonly forgetTime: Date;
}

const required = true;

const schema = new Schema<SpentCodeRow>(
  {
    _id: { type: String, required },
    merchantId: { type: String, required },
    cardId: { type: String, required },
    reference: { type: String, required },
    spendTime: { type: Date, required },
    forgetTime: { type: Date, required },
  },
  { collection: "spent_codes", versionKey: false },
);
schema.index({ forgetTime: 1 }, { expireAfterSeconds: 0 });

export const spentCodeModel = (connection: Connection): Model<SpentCodeRow> =>
  modelOf<SpentCodeRow>(connection, "SpentCode", schema);
