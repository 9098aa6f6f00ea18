import { type Connection, type Model, Schema } from "mongoose";
import type { PaymentReason } from "../errors.ts";
import { modelOf } from "../model-of.ts";

/**
 * A try to pay with a payment code, and the proof that the code is spent. A code names a device and a second, and that pair is the attempt's `_id`:
 * so a code has one attempt, whatever came of it, and a retry needs another code and makes another row (P10).
 */
export interface PaymentAttemptRow {
  /** `<deviceNumber>-<second since 1970>` */
  readonly _id: string;
  readonly userId: string;
  readonly merchantId: string;
  readonly merchantTradeId: string;
  /** Absent when the payment was made. */
  readonly refusal?: PaymentReason;
  readonly createTime: Date;
}

const required = true;

const schema = new Schema<PaymentAttemptRow>(
  {
    _id: { type: String, required },
    userId: { type: String, required },
    merchantId: { type: String, required },
    merchantTradeId: { type: String, required },
    refusal: { type: String },
    createTime: { type: Date, required },
  },
  { collection: "payment_attempts", versionKey: false },
);

export const paymentAttemptModel = (connection: Connection): Model<PaymentAttemptRow> =>
  modelOf<PaymentAttemptRow>(connection, "PaymentAttempt", schema);
