import { type Connection, type Model, Schema } from "mongoose";
import { modelOf } from "../../../kernel/store/model-of.ts";
import { KITCHEN_STAGES, type KitchenItem } from "./kitchen-item.ts";

const required = true;
const text = { type: String, required };
const maybe = { type: String, default: "" };
const number = { type: Number, required };

const option = new Schema({ groupId: text, optionId: text, name: text, nameEn: text }, { _id: false });
const change = new Schema(
  {
    ...{ quantityBefore: number, quantityAfter: number, noteBefore: maybe, noteAfter: maybe },
    changeTime: { type: Date, required },
  },
  { _id: false },
);

const schema = new Schema<KitchenItem>(
  {
    ...{ _id: text, lineId: text, orderId: text, storeId: text, merchantId: text, stationId: text },
    pickUp: { type: Boolean, required },
    ...{ tableNumbers: [String], sendNumber: number, dishName: text, dishNameEn: text, options: [option], note: maybe },
    ...{ quantity: number, addedById: text, changes: [change], seenChanges: number, moves: number },
    stage: { type: String, enum: Object.values(KITCHEN_STAGES), required },
    onScreen: { type: Boolean, required },
    sendTime: { type: Date, required },
    ...{ startTime: { type: Date }, readyTime: { type: Date }, serveTime: { type: Date } },
  },
  { collection: "kitchen_items", versionKey: false },
);
schema.index({ lineId: 1 }, { unique: true });
schema.index({ orderId: 1 });
schema.index({ storeId: 1, onScreen: 1, sendTime: 1 });
schema.index({ storeId: 1, readyTime: 1 }, { partialFilterExpression: { readyTime: { $exists: true } } });
schema.index({ storeId: 1, serveTime: 1 }, { partialFilterExpression: { serveTime: { $exists: true } } });

export const kitchenItemModel = (connection: Connection): Model<KitchenItem> =>
  modelOf<KitchenItem>(connection, "KitchenItem", schema);
