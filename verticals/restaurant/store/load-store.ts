import type { ClientSession } from "mongoose";
import { findRow } from "../../../kernel/store/rows.ts";
import { restaurantReasons } from "../errors.ts";
import type { RestaurantParts } from "../restaurant-parts.ts";
import type { DiningStore } from "./store.ts";

/** A restaurant, or STORE_NOT_FOUND. */
export const loadStore = async (
  { stores }: Pick<RestaurantParts, "stores">,
  storeId: string,
  session?: ClientSession,
): Promise<DiningStore> => {
  const store = await findRow(stores, { _id: storeId }, session);
  if (!store) throw restaurantReasons.error("STORE_NOT_FOUND");
  return store;
};
