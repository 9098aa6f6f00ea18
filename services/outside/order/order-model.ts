import { type Connection, type Model, Schema } from "mongoose";
import { modelOf } from "../../../kernel/store/model-of.ts";
import type { ChannelId } from "../config.ts";
import type { Order } from "./order.ts";

/** An order in the store. */
export interface OrderRow extends Order {
  /** `orderIdOf` its channel and number. */
  readonly _id: string;
}

const required = true;

const schema = new Schema<OrderRow>(
  {
    _id: { type: String, required },
    channelId: { type: String, required },
    orderNumber: { type: String, required },
    merchantId: { type: String },
    amount: { type: BigInt, required },
    currencyCode: { type: String, required },
    instrument: { type: String },
    state: { type: String, required },
    refusal: { type: String },
    accountId: { type: String },
    transactionId: { type: String, required },
    createTime: { type: Date, required },
    payTime: { type: Date },
    reverseTime: { type: Date },
    refundedAmount: { type: BigInt, required },
    notifyUrl: { type: String },
  },
  { collection: "orders", versionKey: false },
);
// What a statement reads: the day's payments and the day's reverses.
schema.index({ channelId: 1, payTime: 1, _id: 1 }, { partialFilterExpression: { payTime: { $exists: true } } });
schema.index({ channelId: 1, reverseTime: 1, _id: 1 }, { partialFilterExpression: { reverseTime: { $exists: true } } });

export const orderModel = (connection: Connection): Model<OrderRow> =>
  modelOf<OrderRow>(connection, "OutsideOrder", schema);

/** An order's id: no two parties' numbers meet. */
export const orderIdOf = (channelId: ChannelId, orderNumber: string): string => `${channelId}:${orderNumber}`;
