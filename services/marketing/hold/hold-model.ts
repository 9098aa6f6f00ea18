import { type Connection, type Model, Schema } from "mongoose";
import { modelOf } from "../../../kernel/store/model-of.ts";
import type { Hold } from "./hold.ts";

const required = true;

const paymentSchema = new Schema(
  {
    attemptId: { type: String, required },
    requestHash: { type: String, required },
    subject: { type: String, required },
    operatorId: { type: String },
    terminalId: { type: String },
    answer: { type: Buffer },
    refusal: { type: Schema.Types.Mixed },
  },
  { _id: false, minimize: false },
);

const schema = new Schema<Hold>(
  {
    _id: { type: String, required },
    merchantId: { type: String, required },
    storeId: { type: String, required },
    merchantTradeId: { type: String, required },
    couponId: { type: String, required },
    campaignId: { type: String, required },
    lane: { type: Number, required },
    ownerUserId: { type: String },
    state: { type: String, enum: ["HELD", "REDEEMED", "RELEASED", "RETURNED"], required },
    amount: { type: BigInt, required },
    discount: { type: BigInt, required },
    currencyCode: { type: String, required },
    holdTime: { type: Date, required },
    recoverTime: { type: Date, required },
    recoveries: { type: Number, required },
    tradeId: { type: String },
    refundReturned: { type: Boolean },
    payment: { type: paymentSchema },
  },
  { collection: "coupon_holds", versionKey: false, minimize: false },
);
// P14: one row per key.
schema.index(
  { "payment.attemptId": 1 },
  { unique: true, partialFilterExpression: { "payment.attemptId": { $exists: true } } },
);
// A coupon is held, or used, by one sale at a time: in the database, whatever the code above it believes (V24).
schema.index({ couponId: 1 }, { unique: true, partialFilterExpression: { state: { $in: ["HELD", "REDEEMED"] } } });
schema.index({ recoverTime: 1 }, { partialFilterExpression: { state: "HELD" } });

export const holdModel = (connection: Connection): Model<Hold> => modelOf<Hold>(connection, "CouponHold", schema);
