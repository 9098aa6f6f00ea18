import { type Connection, type Model, Schema } from "mongoose";
import { modelOf } from "../../../kernel/store/model-of.ts";
import { type DishRefund, REFUND_ORIGINS, REFUND_STATES } from "./dish-refund.ts";

const required = true;
const text = { type: String, required };
const maybe = { type: String, default: "" };
const number = { type: Number, required };

const schema = new Schema<DishRefund>(
  {
    ...{ _id: text, refundId: text, orderId: text, shareId: text, merchantId: text, merchantTradeId: text },
    origin: { type: String, enum: Object.values(REFUND_ORIGINS), required },
    state: { type: String, enum: Object.values(REFUND_STATES), required },
    ...{ lineId: maybe, quantity: number, amount: { type: BigInt, required }, currencyCode: text },
    ...{ failureReason: maybe, askTime: { type: Date, required }, dueTime: { type: Date }, tries: number },
  },
  { collection: "dish_refunds", versionKey: false },
);
schema.index({ refundId: 1 });
schema.index({ orderId: 1 });
schema.index({ dueTime: 1 }, { partialFilterExpression: { dueTime: { $exists: true } } });

export const dishRefundModel = (connection: Connection): Model<DishRefund> =>
  modelOf<DishRefund>(connection, "DishRefund", schema);
