import type { ClientSession } from "mongoose";
import { actsAtSite } from "../../../kernel/auth/caller.ts";
import type { Handler } from "../../../kernel/contract/contract.ts";
import { readFields } from "../../../kernel/parse/parse.ts";
import type { Dish as DishMessage, SetSoldOutRequest } from "../../../proto/gen/paywindow/restaurant/v1/store.ts";
import { restaurantReasons } from "../errors.ts";
import { menuChanged } from "../events.ts";
import type { DiningOrder } from "../order/order.ts";
import type { RestaurantParts } from "../restaurant-parts.ts";
import { loadStore } from "../store/load-store.ts";
import type { Dish } from "./dish.ts";
import { toDishMessage } from "./dish-message.ts";

/** Everybody who has a menu of the store open with an order. */
const dinersOf = async ({ orders }: RestaurantParts, storeId: string, session: ClientSession): Promise<string[]> => {
  const open = await orders
    .find({ storeId, state: { $in: ["AHEAD", "OPEN"] } }, { diners: 1 })
    .session(session)
    .lean<Pick<DiningOrder, "diners">[]>();
  return [...new Set(open.flatMap(({ diners }) => diners.map(({ userId }) => userId)))];
};

/** Says that a dish is sold out or can be had again. Carts need no write: a line is marked by its dish when it is read, and refused when it is sent. */
export const setSoldOut =
  (parts: RestaurantParts): Handler<SetSoldOutRequest, DishMessage> =>
  async ({ dishId, soldOut }, { caller, now, traceparent }) => {
    const fields = readFields();
    fields.id("dish_id", dishId, "dsh");
    fields.check();
    const dish = await parts.dishes.findById(dishId).lean<Dish>();
    if (!dish || !actsAtSite(caller, dish.storeId)) throw restaurantReasons.error("DISH_NOT_FOUND");
    const store = await loadStore(parts, dish.storeId);
    await parts.store.transaction(async (session) => {
      const changed = await parts.dishes
        .findOneAndUpdate(
          { _id: dishId, soldOut: !soldOut },
          { $set: { soldOut }, $inc: { revision: 1 } },
          { returnDocument: "after", session },
        )
        .lean<Dish>();
      if (!changed) return;
      const userIds = await dinersOf(parts, store._id, session);
      const key = `${dishId}:${changed.revision}`;
      await parts.outbox.append(
        session,
        menuChanged,
        { storeId: store._id, dishId, soldOut, userIds },
        { now, traceparent, key },
      );
    });
    return toDishMessage({ ...dish, soldOut }, store, now);
  };
