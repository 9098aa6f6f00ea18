import { type Connection, type Model, Schema } from "mongoose";
import { modelOf } from "../../../kernel/store/model-of.ts";
import type { CheckoutAttempt, HeldCoupon, OfflineTender } from "./attempt.ts";

const required = true;

const offlineSchema = new Schema<OfflineTender>(
  { soldTime: { type: Date, required }, inCash: { type: Boolean, required }, received: { type: BigInt } },
  { _id: false },
);

const couponSchema = new Schema<HeldCoupon>(
  {
    couponId: { type: String, required },
    name: { type: String, required },
    nameEn: { type: String, required },
    discount: { type: BigInt, required },
    lineDiscounts: { type: [BigInt], required },
    ownerUserId: { type: String },
  },
  { _id: false },
);

const schema = new Schema<CheckoutAttempt>(
  {
    _id: { type: String, required },
    requestHash: { type: String, required },
    basketId: { type: String, required },
    merchantTradeId: { type: String, required },
    total: { type: BigInt, required },
    currencyCode: { type: String, required },
    cashierId: { type: String },
    offline: { type: offlineSchema },
    withCoupon: { type: Boolean },
    coupon: { type: couponSchema },
    pointsToEarn: { type: BigInt },
    startTime: { type: Date, required },
    state: { type: String, enum: ["PENDING", "PAID", "RELEASED"], required },
    asks: { type: Number, required },
    recoverTime: { type: Date, required },
    recoveries: { type: Number, required },
    refusal: { type: Schema.Types.Mixed },
  },
  { collection: "checkout_attempts", versionKey: false, minimize: false },
);
schema.index({ recoverTime: 1 }, { partialFilterExpression: { state: "PENDING" } });

export const attemptModel = (connection: Connection): Model<CheckoutAttempt> =>
  modelOf<CheckoutAttempt>(connection, "CheckoutAttempt", schema);
