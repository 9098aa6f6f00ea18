import { type Connection, type Model, Schema } from "mongoose";
import { modelOf } from "../../../kernel/store/model-of.ts";
import type { OfflineTerms } from "../offline/offline-terms.ts";
import type { MerchantContract } from "./merchant-contract.ts";
import type { MerchantFeature } from "./suspension.ts";

/** A merchant that may take payments; `_id` is the merchantId (mer_…). Its money is its payable account in the ledger. */
export interface MerchantRow {
  readonly _id: string;
  readonly name: string;
  /** What is agreed otherwise than by the standard: read it through contractOf. */
  readonly contract?: Partial<MerchantContract>;
  /** What the platform has stopped (T8): everything, or these features. Absent: nothing. */
  readonly suspended?: readonly MerchantFeature[];
  /** Why, for the operators' own eyes. */
  readonly suspensionNote?: string;
}

const required = true;

const offlineSchema = new Schema<OfflineTerms>(
  {
    maxTrade: { type: BigInt, required },
    maxTotal: { type: BigInt, required },
    maxAgeS: { type: Number, required },
  },
  { _id: false },
);

const contractSchema = new Schema<Partial<MerchantContract>>(
  {
    category: { type: String },
    feeRatePpm: { type: Number },
    feeMin: { type: BigInt },
    feeMax: { type: BigInt },
    feeOnRefund: { type: String },
    refundWindowDays: { type: Number },
    channels: { type: [String], default: undefined },
    notifySchedule: { type: String },
    offline: { type: offlineSchema },
  },
  { _id: false },
);

const schema = new Schema<MerchantRow>(
  {
    _id: { type: String, required },
    name: { type: String, required },
    contract: { type: contractSchema },
    suspended: { type: [String], default: undefined },
    suspensionNote: { type: String },
  },
  { collection: "merchants", versionKey: false },
);

export const merchantModel = (connection: Connection): Model<MerchantRow> =>
  modelOf<MerchantRow>(connection, "Merchant", schema);
