import { type Connection, type Model, Schema } from "mongoose";
import { modelOf } from "../../../kernel/store/model-of.ts";
import type { Item } from "./item.ts";

const required = true;

const schema = new Schema<Item>(
  {
    _id: { type: String, required },
    storeId: { type: String, required },
    barcode: { type: String, required },
    name: { type: String, required },
    nameEn: { type: String, required },
    unitPrice: { type: BigInt, required },
    currencyCode: { type: String, required },
    available: { type: Number, required, min: 0 },
    reserved: { type: Number, required, min: 0 },
    received: { type: Number, required, min: 0 },
  },
  { collection: "items", versionKey: false },
);
schema.index({ storeId: 1, barcode: 1 }, { unique: true });

export const itemModel = (connection: Connection): Model<Item> => modelOf<Item>(connection, "Item", schema);
