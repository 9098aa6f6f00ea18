import { type Connection, type Model, Schema } from "mongoose";
import { modelOf } from "../../../kernel/store/model-of.ts";
import type { DiningTable } from "./table.ts";

const text = { type: String, required: true };
const number = { type: Number, required: true };

const schema = new Schema<DiningTable>(
  {
    ...{ _id: text, storeId: text, tableNumber: text, areaId: text, minParty: number, maxParty: number, qrCode: text },
    orderId: { type: String, default: "" },
    revision: number,
  },
  { collection: "tables", versionKey: false },
);
schema.index({ qrCode: 1 }, { unique: true });
schema.index({ storeId: 1, tableNumber: 1 }, { unique: true });

export const tableModel = (connection: Connection): Model<DiningTable> =>
  modelOf<DiningTable>(connection, "DiningTable", schema);
