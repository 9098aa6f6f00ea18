import { type Connection, type Model, Schema } from "mongoose";
import { modelOf } from "../../../kernel/store/model-of.ts";
import type { Campaign } from "./campaign.ts";

const required = true;

const discountSchema = new Schema(
  {
    kind: { type: String, enum: ["CASH", "PERCENT"], required },
    discountAmount: { type: BigInt },
    basisPoints: { type: Number },
    cap: { type: BigInt },
  },
  { _id: false },
);

const schema = new Schema<Campaign>(
  {
    _id: { type: String, required },
    merchantId: { type: String, required },
    name: { type: String, required },
    nameEn: { type: String, required },
    state: { type: String, enum: ["DRAFT", "PUBLISHED", "STOPPED"], required },
    discount: { type: discountSchema, required },
    currencyCode: { type: String, required },
    minimumSpend: { type: BigInt, required },
    validFrom: { type: Date },
    validUntil: { type: Date },
    validDays: { type: Number },
    storeIds: { type: [String], required },
    total: { type: Number, required },
    perUser: { type: Number, required },
    budget: { type: BigInt },
    issueRule: { type: String, enum: ["GRAB", "ON_FOLLOW", "ON_PAID", "BY_LIST"], required },
    paidFrom: { type: BigInt, required },
    issuable: { type: Number, required },
    laneCount: { type: Number, required },
    createTime: { type: Date, required },
  },
  { collection: "campaigns", versionKey: false },
);
// A merchant's list, newest first.
schema.index({ merchantId: 1, _id: -1 });
// What a follow or a payment gives.
schema.index({ merchantId: 1, issueRule: 1, state: 1 });
// What users can claim, newest first.
schema.index({ issueRule: 1, state: 1, _id: -1 });

export const campaignModel = (connection: Connection): Model<Campaign> =>
  modelOf<Campaign>(connection, "Campaign", schema);
