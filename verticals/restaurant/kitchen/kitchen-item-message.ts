import type { KitchenItem as KitchenItemMessage } from "../../../proto/gen/paywindow/restaurant/v1/kitchen.ts";
import { WIRE_STAGES } from "../order/order-message.ts";
import type { KitchenItem } from "./kitchen-item.ts";

/** A dish as the kitchen's screen shows it, with the changes that no cook has seen. */
export const toKitchenItemMessage = (item: KitchenItem): KitchenItemMessage => ({
  ...{ itemId: item._id, storeId: item.storeId, stationId: item.stationId, tableNumbers: [...item.tableNumbers] },
  ...{ orderId: item.orderId, sendNumber: item.sendNumber, dishName: item.dishName, dishNameEn: item.dishNameEn },
  options: item.options.map(({ groupId, optionId, name, nameEn }) => ({ groupId, optionId, name, nameEn })),
  ...{ note: item.note, quantity: item.quantity, stage: WIRE_STAGES[item.stage] },
  changes: item.changes
    .slice(item.seenChanges)
    .map(({ quantityBefore, quantityAfter, noteBefore, noteAfter, changeTime }) => ({
      ...{ quantityBefore, quantityAfter, noteBefore, noteAfter, changeTime },
    })),
  ...{ sendTime: item.sendTime, startTime: item.startTime, readyTime: item.readyTime, pickUp: item.pickUp },
  changeCount: item.changes.length,
});
