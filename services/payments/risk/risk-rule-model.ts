import { type Connection, type Model, Schema } from "mongoose";
import { modelOf } from "../../../kernel/store/model-of.ts";
import type { RiskLimit, RiskRule, RiskScope } from "./risk-rule.ts";

/** One version of a RiskRule in the store; `_id` is `<ruleId>@<version>`. Never changed, but for isCurrent when a newer version comes. */
export interface RiskRuleRow extends RiskRule {
  readonly _id: string;
  readonly isCurrent: boolean;
  readonly putBy: string;
  readonly createTime: Date;
}

const required = true;
const texts = { type: [String], default: undefined };

const scopeSchema = new Schema<RiskScope>(
  {
    ways: texts,
    tenders: texts,
    codeClasses: texts,
    realNameLevels: { type: [Number], default: undefined },
    categories: texts,
    merchantIds: texts,
    cardIds: texts,
    issuers: texts,
  },
  { _id: false },
);

const limitSchema = new Schema<RiskLimit>(
  {
    subject: { type: String, required },
    period: { type: String, required },
    windowS: { type: Number },
    measure: { type: String, required },
    max: { type: BigInt, required },
    currencyCode: { type: String, required },
    backOnRefund: { type: Boolean, required },
  },
  { _id: false },
);

const schema = new Schema<RiskRuleRow>(
  {
    _id: { type: String, required },
    ruleId: { type: String, required },
    version: { type: Number, required },
    kind: { type: String, required },
    note: { type: String },
    isActive: { type: Boolean, required },
    scope: { type: scopeSchema, required },
    limit: { type: limitSchema },
    isCurrent: { type: Boolean, required },
    putBy: { type: String, required },
    createTime: { type: Date, required },
  },
  { collection: "risk_rules", versionKey: false, minimize: false },
);
// A rule has one version that counts.
schema.index({ ruleId: 1 }, { unique: true, partialFilterExpression: { isCurrent: true } });
schema.index({ ruleId: 1, version: -1 });

export const riskRuleModel = (connection: Connection): Model<RiskRuleRow> =>
  modelOf<RiskRuleRow>(connection, "RiskRule", schema);
