import { kitchenChanged } from "../events.ts";
import type { DiningOrder } from "../order/order.ts";
import type { RestaurantParts, Work } from "../restaurant-parts.ts";

/** Lets the kitchen's screens, and the phones of the table, look again. `key` names the change. */
export const tellKitchen = (
  { outbox }: Pick<RestaurantParts, "outbox">,
  { _id, storeId, diners }: Pick<DiningOrder, "_id" | "storeId" | "diners">,
  key: string,
  { session, now, traceparent }: Work,
): Promise<void> => {
  const payload = { storeId, orderId: _id, userIds: diners.map(({ userId }) => userId) };
  return outbox.append(session, kitchenChanged, payload, { now, traceparent, key });
};
