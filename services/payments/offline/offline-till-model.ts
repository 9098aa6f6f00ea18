import { type Connection, type Model, Schema } from "mongoose";
import { modelOf } from "../model-of.ts";

/** A till that may have to sell without a network; `_id` is `<store id>:<its name>`. */
export interface OfflineTillRow {
  readonly _id: string;
  /** When it last said that it has contact. */
  readonly checkInTime: Date;
  /** What it has taken without contact since then, as far as it has arrived: minor units. */
  readonly taken: bigint;
}

const required = true;

const schema = new Schema<OfflineTillRow>(
  {
    _id: { type: String, required },
    checkInTime: { type: Date, required },
    taken: { type: BigInt, required },
  },
  { collection: "offline_tills", versionKey: false },
);

export const offlineTillModel = (connection: Connection): Model<OfflineTillRow> =>
  modelOf<OfflineTillRow>(connection, "OfflineTill", schema);

export const offlineTillIdOf = (storeId: string, terminalId: string): string => `${storeId}:${terminalId}`;
