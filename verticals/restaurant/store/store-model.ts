import { type Connection, type Model, Schema } from "mongoose";
import { modelOf } from "../../../kernel/store/model-of.ts";
import type { DiningStore } from "./store.ts";

const required = true;
const named = { name: { type: String, required }, nameEn: { type: String, required } };
const number = { type: Number, required };
const text = { type: String, required };

const queueSchema = new Schema(
  {
    ...{ smallMax: number, mediumMax: number, largeMax: number, remoteRadiusM: number, callAgainMs: number },
    ...{ holdMs: number, poolMs: number, nearParties: number, usualMinutesPerParty: number },
  },
  { _id: false },
);

const listOf = (fields: Record<string, object>) => ({
  type: [new Schema({ ...named, ...fields }, { _id: false })],
  required,
});

const schema = new Schema<DiningStore>(
  {
    ...{ _id: text, merchantId: text, ...named, currencyCode: text, doorCode: text },
    ...{ latitudeE6: number, longitudeE6: number },
    queue: { type: queueSchema, required },
    areas: listOf({ areaId: text }),
    stations: listOf({ stationId: text, pickUp: { type: Boolean, required } }),
    mealtimes: listOf({ mealtimeId: text, fromMinute: number, toMinute: number }),
    categories: listOf({ categoryId: text }),
  },
  { collection: "stores", versionKey: false },
);

export const storeModel = (connection: Connection): Model<DiningStore> =>
  modelOf<DiningStore>(connection, "DiningStore", schema);
