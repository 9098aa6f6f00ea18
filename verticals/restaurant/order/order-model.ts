import { type Connection, type Model, Schema } from "mongoose";
import { modelOf } from "../../../kernel/store/model-of.ts";
import { type DiningOrder, LINE_STATES, ORDER_STATES, type OrderLine } from "./order.ts";

const required = true;
const text = { type: String, required };
const maybe = { type: String, default: "" };
const number = { type: Number, required };
const amount = { type: BigInt, required };

const diner = new Schema({ userId: text, displayName: maybe }, { _id: false });

const orderSchema = new Schema<DiningOrder>(
  {
    ...{ _id: text, storeId: text, merchantId: text, tableIds: [String], tableNumbers: [String], ticketId: maybe },
    state: { type: String, enum: Object.values(ORDER_STATES), required },
    ...{ partySize: number, diners: [diner], revision: number, sendCount: number },
    ...{ linesTotal: amount, discount: amount, shared: amount, paid: amount, currencyCode: text },
    openTime: { type: Date, required },
    mergedInto: maybe,
  },
  { collection: "orders", versionKey: false },
);
orderSchema.index({ storeId: 1, state: 1 });

export const orderModel = (connection: Connection): Model<DiningOrder> =>
  modelOf<DiningOrder>(connection, "DiningOrder", orderSchema);

const option = new Schema({ groupId: text, optionId: text, name: text, nameEn: text }, { _id: false });

const lineSchema = new Schema<OrderLine>(
  {
    ...{ _id: text, orderId: text, storeId: text, dishId: text, dishName: text, dishNameEn: text, stationId: text },
    ...{ options: [option], note: maybe, quantity: number, unitPrice: amount, addedById: text, addedByName: maybe },
    state: { type: String, enum: Object.values(LINE_STATES), required },
    ...{ version: number, sendNumber: number, shareId: maybe, refundedQuantity: number },
    addTime: { type: Date, required },
  },
  { collection: "lines", versionKey: false },
);
lineSchema.index({ orderId: 1, addTime: 1 });

export const lineModel = (connection: Connection): Model<OrderLine> =>
  modelOf<OrderLine>(connection, "OrderLine", lineSchema);
