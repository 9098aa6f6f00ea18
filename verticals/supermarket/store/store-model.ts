import { type Connection, type Model, Schema } from "mongoose";
import { modelOf } from "../../../kernel/store/model-of.ts";

/** A shop of a merchant. */
export interface ShopStore {
  /** str_… */
  readonly _id: string;
  /** mer_…, whose trades its checkouts are. */
  readonly merchantId: string;
  readonly name: string;
  readonly nameEn: string;
}

const required = true;

const schema = new Schema<ShopStore>(
  {
    _id: { type: String, required },
    merchantId: { type: String, required },
    name: { type: String, required },
    nameEn: { type: String, required },
  },
  { collection: "stores", versionKey: false },
);

export const storeModel = (connection: Connection): Model<ShopStore> => modelOf<ShopStore>(connection, "Store", schema);
