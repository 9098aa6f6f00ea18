import { type Connection, type Model, Schema } from "mongoose";
import { modelOf } from "../../../kernel/store/model-of.ts";

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

/** What all tills of a store have taken together; `_id` is the store's id. Till names are free, so the cap is counted here too (P38). */
export interface OfflineStoreRow {
  readonly _id: string;
  /** The sum of its tills' `taken`: moved in every transaction that moves one of them. */
  readonly taken: bigint;
}

const storeSchema = new Schema<OfflineStoreRow>(
  { _id: { type: String, required }, taken: { type: BigInt, required } },
  { collection: "offline_stores", versionKey: false },
);

export const offlineStoreModel = (connection: Connection): Model<OfflineStoreRow> =>
  modelOf<OfflineStoreRow>(connection, "OfflineStore", storeSchema);

/** A payment without a network that a channel has not answered, or has: until it has failed it is among the sums. `_id` is the trade's id. */
export interface OfflineTakingRow {
  readonly _id: string;
  readonly storeId: string;
  readonly terminalId: string;
  readonly amount: bigint;
  readonly scanTime: Date;
  readonly isCounted: boolean;
}

const takingSchema = new Schema<OfflineTakingRow>(
  {
    _id: { type: String, required },
    storeId: { type: String, required },
    terminalId: { type: String, required },
    amount: { type: BigInt, required },
    scanTime: { type: Date, required },
    isCounted: { type: Boolean, required },
  },
  { collection: "offline_takings", versionKey: false },
);
// No channel takes so long, and the till was in contact long before.
takingSchema.index({ scanTime: 1 }, { expireAfterSeconds: 7 * 24 * 60 * 60 });

export const offlineTakingModel = (connection: Connection): Model<OfflineTakingRow> =>
  modelOf<OfflineTakingRow>(connection, "OfflineTaking", takingSchema);

/** The ids of a store's tills: all that begin with its own. */
export const offlineTillsOf = (storeId: string) => ({ $gte: `${storeId}:`, $lt: `${storeId};` });

export const offlineTillIdOf = (storeId: string, terminalId: string): string => `${storeId}:${terminalId}`;
