import { type Connection, type Model, Schema } from "mongoose";
import { modelOf } from "../../../kernel/store/model-of.ts";
import { type BillShare, SHARE_STATES, SPLIT_MODES } from "./share.ts";

const required = true;
const text = { type: String, required };
const maybe = { type: String, default: "" };
const number = { type: Number, required };
const amount = { type: BigInt, required };
const flag = { type: Boolean, required };

const schema = new Schema<BillShare>(
  {
    ...{ _id: text, orderId: text, storeId: text, merchantId: text, splitId: text, index: number, amount },
    mode: { type: String, enum: Object.values(SPLIT_MODES), required },
    state: { type: String, enum: Object.values(SHARE_STATES), required },
    ...{ currencyCode: text, personId: maybe, personName: maybe, lineIds: [String], carriesRemainder: flag },
    ...{ payerUserId: maybe, attempt: number, tradeId: maybe, cash: flag, subject: text, refunded: amount },
    ...{ cutTime: { type: Date, required }, payTime: { type: Date }, lookTime: { type: Date }, looks: number },
  },
  { collection: "shares", versionKey: false },
);
schema.index({ splitId: 1, index: 1 }, { unique: true });
schema.index({ orderId: 1, cutTime: 1 });
schema.index({ lookTime: 1 }, { partialFilterExpression: { lookTime: { $exists: true } } });

export const shareModel = (connection: Connection): Model<BillShare> =>
  modelOf<BillShare>(connection, "BillShare", schema);
