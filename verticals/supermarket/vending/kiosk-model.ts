import { type Connection, type Model, Schema } from "mongoose";
import { modelOf } from "../../../kernel/store/model-of.ts";

/** What an unattended machine sells. */
export interface Kiosk {
  /** stf_…, the login of the machine. */
  readonly _id: string;
  readonly storeId: string;
  /** In the order of its buttons. */
  readonly barcodes: readonly string[];
}

const required = true;

const schema = new Schema<Kiosk>(
  {
    _id: { type: String, required },
    storeId: { type: String, required },
    barcodes: { type: [String], required },
  },
  { collection: "kiosks", versionKey: false },
);

export const kioskModel = (connection: Connection): Model<Kiosk> => modelOf<Kiosk>(connection, "Kiosk", schema);
