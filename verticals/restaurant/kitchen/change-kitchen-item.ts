import type { DiningOrder } from "../order/order.ts";
import type { RestaurantParts, Work } from "../restaurant-parts.ts";
import { isOnScreen, type KitchenItem } from "./kitchen-item.ts";
import { tellKitchen } from "./tell-kitchen.ts";

/** Shows the cooks that a dish which they have is other than it was: fewer, none, another note (V20). What was served stays served. */
export const changeKitchenItem = async (
  parts: RestaurantParts,
  item: KitchenItem,
  after: { readonly quantity: number; readonly note: string },
  order: Pick<DiningOrder, "_id" | "storeId" | "diners">,
  work: Work,
): Promise<void> => {
  const change = {
    ...{ quantityBefore: item.quantity, quantityAfter: after.quantity },
    ...{ noteBefore: item.note, noteAfter: after.note, changeTime: work.now },
  };
  const changes = [...item.changes, change];
  const stage = after.quantity === 0 ? ("CANCELLED" as const) : item.stage;
  const onScreen = isOnScreen({ stage, changes, seenChanges: item.seenChanges });
  const moves = item.moves + 1;
  await parts.kitchenItems.updateOne(
    { _id: item._id },
    { $set: { ...after, stage, changes, onScreen, moves } },
    { session: work.session },
  );
  await tellKitchen(parts, order, `${item._id}:${moves}`, work);
};
