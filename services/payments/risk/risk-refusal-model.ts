import { type Connection, type Model, Schema } from "mongoose";
import { modelOf } from "../../../kernel/store/model-of.ts";
import type { PaymentReason } from "../errors.ts";

/** A refusal by a risk rule that left no other trace: the trade was not made, or waits on. One that spent a payment code is on the code's attempt. */
export interface RiskRefusalRow {
  /** rkr_… */
  readonly _id: string;
  /** `<ruleId>@<version>` */
  readonly rule: string;
  readonly reason: PaymentReason;
  readonly rpc: string;
  /** What was asked about, as far as the request named it. */
  readonly subject: string;
  readonly callerId: string;
  readonly createTime: Date;
}

const required = true;

const schema = new Schema<RiskRefusalRow>(
  {
    _id: { type: String, required },
    rule: { type: String, required },
    reason: { type: String, required },
    rpc: { type: String, required },
    subject: { type: String, required },
    callerId: { type: String, required },
    createTime: { type: Date, required },
  },
  { collection: "risk_refusals", versionKey: false },
);

export const riskRefusalModel = (connection: Connection): Model<RiskRefusalRow> =>
  modelOf<RiskRefusalRow>(connection, "RiskRefusal", schema);
