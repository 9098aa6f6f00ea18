import { type Connection, type Model, Schema } from "mongoose";
import { modelOf } from "../../../kernel/store/model-of.ts";

/** A store's own QR code; `_id` is what stands in it (qrs_…), made of the merchant and the store. */
export interface StaticQrRow {
  readonly _id: string;
  readonly merchantId: string;
  readonly storeId: string;
  readonly createTime: Date;
}

const required = true;

const schema = new Schema<StaticQrRow>(
  {
    _id: { type: String, required },
    merchantId: { type: String, required },
    storeId: { type: String, required },
    createTime: { type: Date, required },
  },
  { collection: "static_qrs", versionKey: false },
);

export const staticQrModel = (connection: Connection): Model<StaticQrRow> =>
  modelOf<StaticQrRow>(connection, "StaticQr", schema);
