import { type Connection, type Model, Schema } from "mongoose";
import { modelOf } from "../model-of.ts";

/** A merchant that may take payments; `_id` is the merchantId (mer_…). Its money is its payable account in the ledger. */
export interface MerchantRow {
  readonly _id: string;
  readonly name: string;
}

const required = true;

const schema = new Schema<MerchantRow>(
  { _id: { type: String, required }, name: { type: String, required } },
  { collection: "merchants", versionKey: false },
);

export const merchantModel = (connection: Connection): Model<MerchantRow> =>
  modelOf<MerchantRow>(connection, "Merchant", schema);
