import { type Connection, type Model, Schema } from "mongoose";
import { modelOf } from "../../../kernel/store/model-of.ts";
import { UNDER_WAY, type VendOrder } from "./vend-order.ts";

const required = true;

const schema = new Schema<VendOrder>(
  {
    _id: { type: String, required },
    kioskId: { type: String, required },
    storeId: { type: String, required },
    merchantId: { type: String, required },
    storeName: { type: String, required },
    itemId: { type: String, required },
    barcode: { type: String, required },
    name: { type: String, required },
    nameEn: { type: String, required },
    price: { type: BigInt, required },
    currencyCode: { type: String, required },
    state: { type: String, enum: [...UNDER_WAY, "VENDED", "REFUNDED", "CLOSED"], required },
    chosenTime: { type: Date, required },
    dueTime: { type: Date, required },
    looks: { type: Number, required },
    qrCode: { type: String },
    payerDisplayName: { type: String },
    startByTime: { type: Date },
    failure: { type: String },
    vendedAfterRefund: { type: Boolean },
  },
  { collection: "vend_orders", versionKey: false },
);
schema.index({ state: 1, dueTime: 1 });

export const vendOrderModel = (connection: Connection): Model<VendOrder> =>
  modelOf<VendOrder>(connection, "VendOrder", schema);
