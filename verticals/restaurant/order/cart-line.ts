import type { Caller } from "../../../kernel/auth/caller.ts";
import { findRow, insertRow, updateRow } from "../../../kernel/store/rows.ts";
import { type RestaurantReason, restaurantReasons } from "../errors.ts";
import { chooseOptions, type Dish, whyNotOrderable } from "../menu/dish.ts";
import type { RestaurantParts, Work } from "../restaurant-parts.ts";
import { loadStore } from "../store/load-store.ts";
import { type DiningOrder, type OrderLine, takesLines } from "./order.ts";
import type { PutCommand } from "./put-command.ts";

const MAX_LINES = 200;

/** The refusal that names the dishes in both languages. */
export const dishRefusal = (
  reason: Extract<RestaurantReason, "DISH_SOLD_OUT" | "DISH_NOT_AT_THIS_TIME">,
  dishes: readonly { readonly name: string; readonly nameEn: string }[],
) => {
  const [zh, en] = [dishes.map(({ name }) => name).join("、"), dishes.map(({ nameEn }) => nameEn).join(", ")];
  return restaurantReasons.error(reason, { metadata: { dishes: zh, dishesEn: en } });
};

/** The dish of a line with what was chosen, where the menu offers it now. */
const chooseDish = async (
  parts: RestaurantParts,
  order: DiningOrder,
  { dishId, choices }: PutCommand,
  { session, now }: Work,
) => {
  const dish = await findRow(parts.dishes, { _id: dishId }, session);
  if (!dish || dish.storeId !== order.storeId) throw restaurantReasons.error("DISH_NOT_FOUND");
  if (!takesLines(order)) throw restaurantReasons.error("ORDER_CLOSED");
  const chosen = chooseOptions(dish, choices);
  if ("group" in chosen) throw restaurantReasons.error("OPTIONS_WRONG", { metadata: { group: chosen.group } });
  const why = whyNotOrderable(dish, await loadStore(parts, order.storeId, session), now);
  // Ordered ahead, the party may be seated when the meal has begun: that is looked at when it is sent.
  const isRefused = why === "DISH_SOLD_OUT" || (why === "DISH_NOT_AT_THIS_TIME" && order.state !== "AHEAD");
  if (isRefused) throw dishRefusal(why, [dish]);
  return { dish, ...chosen };
};

const nameOf = ({ diners }: DiningOrder, caller: Caller): string =>
  diners.find(({ userId }) => userId === caller.id)?.displayName ?? "";

const fieldsOfDish = ({ _id, name, nameEn, stationId }: Dish) => ({
  ...{ dishId: _id, dishName: name, dishNameEn: nameEn, stationId },
});

/** A new line in the cart of a locked order. */
export const addLine = async (
  parts: RestaurantParts,
  order: DiningOrder,
  command: PutCommand,
  caller: Caller,
  work: Work,
): Promise<void> => {
  const { dish, options, unitPrice } = await chooseDish(parts, order, command, work);
  const { session, now } = work;
  const count = await parts.lines.countDocuments({ orderId: order._id, state: { $ne: "REMOVED" } }).session(session);
  if (count >= MAX_LINES) throw restaurantReasons.error("CART_FULL", { metadata: { most: String(MAX_LINES) } });
  const line: OrderLine = {
    ...{ _id: command.lineId, orderId: order._id, storeId: order.storeId, ...fieldsOfDish(dish), options, unitPrice },
    ...{ note: command.note, quantity: command.quantity, addedById: caller.id, addedByName: nameOf(order, caller) },
    ...{ state: "CART", version: 1, addTime: now, sendNumber: 0, shareId: "", refundedQuantity: 0 },
  };
  await insertRow(parts.lines, line, session);
};

/** Changes a line that is still in the cart, or takes it out; one that was taken out stays out. */
export const changeCartLine = async (
  parts: RestaurantParts,
  order: DiningOrder,
  line: OrderLine,
  command: PutCommand,
  work: Work,
): Promise<void> => {
  const { quantity, note, baseVersion } = command;
  const filter = { _id: line._id };
  const version = line.version + 1;
  if (quantity === 0) {
    if (!takesLines(order)) throw restaurantReasons.error("ORDER_CLOSED");
    if (line.version !== baseVersion || line.state !== "CART") throw restaurantReasons.error("LINE_CHANGED");
    const update = { $set: { state: "REMOVED" as const, quantity, version } };
    await updateRow(parts.lines, { filter, update }, { session: work.session });
    return;
  }
  const { options, unitPrice } = await chooseDish(parts, order, command, work);
  if (line.version !== baseVersion || line.state !== "CART") throw restaurantReasons.error("LINE_CHANGED");
  const update = { $set: { options, unitPrice, quantity, note, version } };
  await updateRow(parts.lines, { filter, update }, { session: work.session });
};
