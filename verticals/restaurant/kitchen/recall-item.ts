import type { Handler } from "../../../kernel/contract/contract.ts";
import { readFields } from "../../../kernel/parse/parse.ts";
import { findRow } from "../../../kernel/store/rows.ts";
import type {
  KitchenItem as KitchenItemMessage,
  RecallItemRequest,
} from "../../../proto/gen/paywindow/restaurant/v1/kitchen.ts";
import { restaurantReasons } from "../errors.ts";
import type { RestaurantParts } from "../restaurant-parts.ts";
import { isOnScreen, type KitchenItem, STAGE_BEFORE } from "./kitchen-item.ts";
import { toKitchenItemMessage } from "./kitchen-item-message.ts";
import { lockKitchenItem, readStage } from "./lock-kitchen-item.ts";
import { tellKitchen } from "./tell-kitchen.ts";

/** The time of a stage that is left backwards is forgotten. */
const FORGOTTEN = { PREPARING: "startTime", READY: "readyTime", SERVED: "serveTime" } as const;

/** Moves a dish one stage back: it was bumped by mistake, or came back from the table. */
export const recallItem =
  (parts: RestaurantParts): Handler<RecallItemRequest, KitchenItemMessage> =>
  async (request, { caller, now, traceparent }) => {
    const fields = readFields();
    const itemId = fields.id("item_id", request.itemId, "kit");
    const from = readStage(request.fromStage);
    const to = from && STAGE_BEFORE[from];
    if (!to) fields.refuse({ field: "from_stage", en: "PREPARING, READY or SERVED", zh: "须为制作中、待上菜或已上菜" });
    fields.check();
    await parts.store.transaction(async (session) => {
      const work = { session, now, traceparent };
      const { item, order } = await lockKitchenItem(parts, itemId, caller, work);
      if (item.stage === to) return;
      if (item.stage !== from || !to) throw restaurantReasons.error("STAGE_CHANGED");
      const $unset = { [FORGOTTEN[from as keyof typeof FORGOTTEN]]: 1 };
      const $set = { stage: to, onScreen: isOnScreen({ ...item, stage: to }) };
      await parts.kitchenItems.updateOne({ _id: itemId }, { $set, $unset }, { session });
      await tellKitchen(parts, order, `${itemId}:${item.moves}`, work);
    });
    return toKitchenItemMessage((await findRow(parts.kitchenItems, { _id: itemId })) as KitchenItem);
  };
