import { insertRow } from "../../../kernel/store/rows.ts";
import type { DiningOrder, OrderLine } from "../order/order.ts";
import type { RestaurantParts, Work } from "../restaurant-parts.ts";
import type { DiningStore } from "../store/store.ts";
import type { KitchenItem } from "./kitchen-item.ts";
import { tellKitchen } from "./tell-kitchen.ts";

/** Puts lines on the screens of their stations: one item per line, whose id is the line's, so that none can come twice. */
export const insertKitchenItems = async (
  parts: RestaurantParts,
  order: DiningOrder,
  lines: readonly OrderLine[],
  { stations }: DiningStore,
  work: Work,
): Promise<void> => {
  const pickUps = new Set(stations.filter(({ pickUp }) => pickUp).map(({ stationId }) => stationId));
  for (const line of lines) {
    const item: KitchenItem = {
      ...{ _id: `kit_${line._id.slice("lin_".length)}`, lineId: line._id, orderId: order._id, storeId: order.storeId },
      ...{ merchantId: order.merchantId, stationId: line.stationId, pickUp: pickUps.has(line.stationId) },
      ...{ tableNumbers: order.tableNumbers, sendNumber: order.sendCount, addedById: line.addedById },
      ...{ dishName: line.dishName, dishNameEn: line.dishNameEn, options: line.options, note: line.note },
      ...{ quantity: line.quantity, stage: "NEW", changes: [], seenChanges: 0, onScreen: true, moves: 0 },
      sendTime: work.now,
    };
    await insertRow(parts.kitchenItems, item, work.session);
  }
  await tellKitchen(parts, order, `${order._id}:send:${order.sendCount}`, work);
};
