import type { Handler } from "../../../kernel/contract/contract.ts";
import { readFields } from "../../../kernel/parse/parse.ts";
import type { GetMenuRequest, Menu } from "../../../proto/gen/paywindow/restaurant/v1/store.ts";
import type { RestaurantParts } from "../restaurant-parts.ts";
import { loadStore } from "../store/load-store.ts";
import type { Dish } from "./dish.ts";
import { toDishMessage } from "./dish-message.ts";

/** What a store offers, and what of it can be had now. */
export const getMenu =
  (parts: RestaurantParts): Handler<GetMenuRequest, Menu> =>
  async (request, { now }) => {
    const fields = readFields();
    const storeId = fields.id("store_id", request.storeId, "str");
    fields.check();
    const store = await loadStore(parts, storeId);
    const dishes = await parts.dishes.find({ storeId }).sort({ position: 1 }).lean<Dish[]>();
    return {
      storeId,
      categories: store.categories.map(({ categoryId, name, nameEn }) => ({ categoryId, name, nameEn })),
      dishes: dishes.map((dish) => toDishMessage(dish, store, now)),
    };
  };
