import { type Connection, type Model, Schema } from "mongoose";
import { modelOf } from "../../../kernel/store/model-of.ts";

/** Money paid back on a credit line; `_id` is the repaymentId (rpy_…). Never changed. */
export interface RepaymentRow {
  readonly _id: string;
  readonly userId: string;
  /** The user's own, unique for ever. */
  readonly repayRequestId: string;
  /** Positive minor units of currencyCode. */
  readonly amount: bigint;
  readonly currencyCode: string;
  /** What was still owed afterwards. */
  readonly owedAfter: bigint;
  readonly repayTime: Date;
}

const required = true;

const schema = new Schema<RepaymentRow>(
  {
    _id: { type: String, required },
    userId: { type: String, required },
    repayRequestId: { type: String, required },
    amount: { type: BigInt, required },
    currencyCode: { type: String, required },
    owedAfter: { type: BigInt, required },
    repayTime: { type: Date, required },
  },
  { collection: "repayments", versionKey: false },
);
// P13: for ever, in the database.
schema.index({ userId: 1, repayRequestId: 1 }, { unique: true });
// The user's bill, newest first.
schema.index({ userId: 1, repayTime: -1, _id: -1 });

export const repaymentModel = (connection: Connection): Model<RepaymentRow> =>
  modelOf<RepaymentRow>(connection, "Repayment", schema);
