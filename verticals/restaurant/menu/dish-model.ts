import { type Connection, type Model, Schema } from "mongoose";
import { modelOf } from "../../../kernel/store/model-of.ts";
import type { Dish } from "./dish.ts";

const text = { type: String, required: true };
const number = { type: Number, required: true };

const option = new Schema(
  { optionId: text, name: text, nameEn: text, surcharge: { type: BigInt, required: true } },
  { _id: false },
);
const group = new Schema(
  { groupId: text, name: text, nameEn: text, minChoices: number, maxChoices: number, options: [option] },
  { _id: false },
);

const schema = new Schema<Dish>(
  {
    ...{ _id: text, storeId: text, categoryId: text, position: number, name: text, nameEn: text, stationId: text },
    price: { type: BigInt, required: true },
    optionGroups: [group],
    allergens: [String],
    mealtimeIds: [String],
    soldOut: { type: Boolean, required: true },
    revision: number,
  },
  { collection: "dishes", versionKey: false },
);
schema.index({ storeId: 1, position: 1 });

export const dishModel = (connection: Connection): Model<Dish> => modelOf<Dish>(connection, "Dish", schema);
