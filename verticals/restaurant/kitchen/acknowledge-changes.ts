import type { Handler } from "../../../kernel/contract/contract.ts";
import { readFields } from "../../../kernel/parse/parse.ts";
import { findRow } from "../../../kernel/store/rows.ts";
import type {
  AcknowledgeChangesRequest,
  KitchenItem as KitchenItemMessage,
} from "../../../proto/gen/paywindow/restaurant/v1/kitchen.ts";
import type { RestaurantParts } from "../restaurant-parts.ts";
import { isOnScreen, type KitchenItem } from "./kitchen-item.ts";
import { toKitchenItemMessage } from "./kitchen-item-message.ts";
import { lockKitchenItem } from "./lock-kitchen-item.ts";
import { tellKitchen } from "./tell-kitchen.ts";

const MOST = 10_000;

/** Says that a cook has seen what changed, up to the change that the screen showed; a dish that was cancelled then leaves the screen. */
export const acknowledgeChanges =
  (parts: RestaurantParts): Handler<AcknowledgeChangesRequest, KitchenItemMessage> =>
  async (request, { caller, now, traceparent }) => {
    const fields = readFields();
    const itemId = fields.id("item_id", request.itemId, "kit");
    const seen = fields.integer("seen_changes", request.seenChanges, 1, MOST);
    fields.check();
    await parts.store.transaction(async (session) => {
      const work = { session, now, traceparent };
      const { item, order } = await lockKitchenItem(parts, itemId, caller, work);
      const seenChanges = Math.min(seen, item.changes.length);
      if (seenChanges <= item.seenChanges) return;
      const after = { seenChanges, onScreen: isOnScreen({ ...item, seenChanges }) };
      await parts.kitchenItems.updateOne({ _id: itemId }, { $set: after }, { session });
      await tellKitchen(parts, order, `${itemId}:${item.moves}`, work);
    });
    return toKitchenItemMessage((await findRow(parts.kitchenItems, { _id: itemId })) as KitchenItem);
  };
