import { Schema } from "mongoose";
import type { RiskMeasure } from "./risk-rule.ts";

/** What a limit has counted of one payment; on a paid trade, what of it is still counted. */
export interface RiskSum {
  readonly ruleId: string;
  /** The row that it is counted in: as in risk-counter-model.ts. */
  readonly counterId: string;
  /** As periodNameOf names it. */
  readonly period: string;
  readonly used: bigint;
  /** Given back with refunds too, in this measure. */
  readonly backOnRefund?: RiskMeasure;
}

/** That a rule let a payment pass; stored on the trade, so that it is known by which rules it was judged, and that exactly what is still counted is given back. */
export interface RiskMark {
  /** `<ruleId>@<version>` */
  readonly rule: string;
  /** Absent where nothing was counted. */
  readonly sum?: RiskSum;
}

const required = true;

const sumSchema = new Schema<RiskSum>(
  {
    ruleId: { type: String, required },
    counterId: { type: String, required },
    period: { type: String, required },
    used: { type: BigInt, required },
    backOnRefund: { type: String },
  },
  { _id: false },
);

/** A field of a trade's row. */
export const riskMarkSchema = new Schema<RiskMark>(
  { rule: { type: String, required }, sum: { type: sumSchema } },
  { _id: false },
);
