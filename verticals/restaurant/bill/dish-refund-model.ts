import { type Connection, type Model, Schema } from "mongoose";
import { modelOf } from "../../../kernel/store/model-of.ts";
import type { DishRefund } from "./share.ts";

const required = true;
const text = { type: String, required };
const number = { type: Number, required };

const schema = new Schema<DishRefund>(
  {
    ...{ _id: text, refundId: text, orderId: text, shareId: text, merchantId: text, merchantTradeId: text },
    ...{ lineId: { type: String, default: "" }, quantity: number, amount: { type: BigInt, required } },
    ...{ currencyCode: text, state: text, dueTime: { type: Date }, tries: number },
  },
  { collection: "dish_refunds", versionKey: false },
);
schema.index({ refundId: 1 });
schema.index({ orderId: 1 });
schema.index({ dueTime: 1 }, { partialFilterExpression: { dueTime: { $exists: true } } });

export const dishRefundModel = (connection: Connection): Model<DishRefund> =>
  modelOf<DishRefund>(connection, "DishRefund", schema);
