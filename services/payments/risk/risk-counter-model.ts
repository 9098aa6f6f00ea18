import { type Connection, type Model, Schema } from "mongoose";
import { modelOf } from "../../../kernel/store/model-of.ts";

/** What one limit has added up in the period of that name. */
interface Meter {
  readonly period: string;
  readonly used: bigint;
}

/**
 * Everything that is counted for one payer, card, merchant or issuer, in one row, so that a payment counts all of it in one write; `_id` is usr_…, crd_…, mer_…
 * or `iss_<name>`.
 */
export interface RiskCounterRow {
  readonly _id: string;
  /** By ruleId. */
  readonly meters: Readonly<Record<string, Meter>>;
}

const schema = new Schema<RiskCounterRow>(
  { _id: { type: String, required: true }, meters: { type: Schema.Types.Mixed, required: true } },
  { collection: "risk_counters", versionKey: false },
);

export const riskCounterModel = (connection: Connection): Model<RiskCounterRow> =>
  modelOf<RiskCounterRow>(connection, "RiskCounter", schema);
