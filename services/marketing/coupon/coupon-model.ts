import { type Connection, type Model, Schema } from "mongoose";
import { modelOf } from "../../../kernel/store/model-of.ts";
import type { Coupon } from "./coupon.ts";

const required = true;

const schema = new Schema<Coupon>(
  {
    _id: { type: String, required },
    code: { type: String, required },
    campaignId: { type: String, required },
    merchantId: { type: String, required },
    userId: { type: String },
    lane: { type: Number, required },
    state: { type: String, enum: ["ISSUED", "HELD", "REDEEMED", "REVOKED"], required },
    validFrom: { type: Date, required },
    validUntil: { type: Date, required },
    issueTime: { type: Date, required },
    redeemTime: { type: Date },
    holdId: { type: String },
    sourceTradeId: { type: String },
    sourceRefunded: { type: Boolean },
  },
  { collection: "coupons", versionKey: false },
);
schema.index({ code: 1 }, { unique: true });
// A user's coupons, newest first.
schema.index({ userId: 1, _id: -1 }, { partialFilterExpression: { userId: { $exists: true } } });
// What has expired, for the report.
schema.index({ campaignId: 1, state: 1, validUntil: 1 });
// What was given for a trade: one coupon per campaign, in the database (M11).
schema.index(
  { merchantId: 1, sourceTradeId: 1, campaignId: 1 },
  { unique: true, partialFilterExpression: { sourceTradeId: { $exists: true } } },
);

export const couponModel = (connection: Connection): Model<Coupon> => modelOf<Coupon>(connection, "Coupon", schema);
