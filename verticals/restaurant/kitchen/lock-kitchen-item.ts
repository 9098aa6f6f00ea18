import { actsAtSite, type Caller } from "../../../kernel/auth/caller.ts";
import { findRow } from "../../../kernel/store/rows.ts";
import { KitchenStage as WireStage } from "../../../proto/gen/paywindow/restaurant/v1/order.ts";
import { restaurantReasons } from "../errors.ts";
import type { DiningOrder } from "../order/order.ts";
import { WIRE_STAGES } from "../order/order-message.ts";
import type { RestaurantParts, Work } from "../restaurant-parts.ts";
import { KITCHEN_STAGES, type KitchenItem, type KitchenStage } from "./kitchen-item.ts";

/** The stage that a caller saw; undefined where there is no such stage. */
export const readStage = (wire: WireStage): KitchenStage | undefined =>
  Object.values(KITCHEN_STAGES).find(
    (stage) => WIRE_STAGES[stage] === wire && wire !== WireStage.KITCHEN_STAGE_UNSPECIFIED,
  );

/** Takes a dish of a store of the caller for this transaction, with its order. */
export const lockKitchenItem = async (
  { kitchenItems, orders }: Pick<RestaurantParts, "kitchenItems" | "orders">,
  itemId: string,
  caller: Caller,
  { session }: Pick<Work, "session">,
): Promise<{ readonly item: KitchenItem; readonly order: DiningOrder }> => {
  const item = await kitchenItems
    .findOneAndUpdate({ _id: itemId }, { $inc: { moves: 1 } }, { returnDocument: "after", session })
    .lean<KitchenItem>();
  const order = item && (await findRow(orders, { _id: item.orderId }, session));
  if (!order || !actsAtSite(caller, item.storeId)) throw restaurantReasons.error("KITCHEN_ITEM_NOT_FOUND");
  return { item, order };
};
