import type { Handler } from "../../../kernel/contract/contract.ts";
import { readFields } from "../../../kernel/parse/parse.ts";
import { findRow } from "../../../kernel/store/rows.ts";
import type {
  BumpItemRequest,
  KitchenItem as KitchenItemMessage,
} from "../../../proto/gen/paywindow/restaurant/v1/kitchen.ts";
import { restaurantReasons } from "../errors.ts";
import { noteMessages } from "../message/message-row.ts";
import type { RestaurantParts, Work } from "../restaurant-parts.ts";
import { isOnScreen, type KitchenItem, type KitchenStage, NEXT_STAGE } from "./kitchen-item.ts";
import { toKitchenItemMessage } from "./kitchen-item-message.ts";
import { lockKitchenItem, readStage } from "./lock-kitchen-item.ts";
import { tellKitchen } from "./tell-kitchen.ts";

/** The time that a stage is reached at. */
const timeOf = (stage: KitchenStage, now: Date): Partial<KitchenItem> => {
  if (stage === "PREPARING") return { startTime: now };
  if (stage === "READY") return { readyTime: now };
  return stage === "SERVED" ? { serveTime: now } : {};
};

/** Whoever ordered a dish that is fetched at the counter is told, once: a recall does not make it news again. */
const tellReady = (parts: RestaurantParts, item: KitchenItem, work: Work): Promise<void> => {
  const ready = {
    ...{ _id: `${item._id}:ready`, userId: item.addedById, merchantId: item.merchantId, kind: "SERVICE" as const },
    ...{ link: "/restaurant", title: "请取餐", titleEn: "Ready to be fetched" },
    body: `${item.dishName} × ${item.quantity} 已做好，请到取餐台领取。`,
    bodyEn: `${item.dishNameEn} × ${item.quantity}: ready at the counter.`,
  };
  return noteMessages(parts.messages, item.addedById.startsWith("usr_") ? [ready] : [], work);
};

/** Moves a dish one stage on. The call says from which stage, so that two cooks who press at once move it once. */
export const bumpItem =
  (parts: RestaurantParts): Handler<BumpItemRequest, KitchenItemMessage> =>
  async (request, { caller, now, traceparent }) => {
    const fields = readFields();
    const itemId = fields.id("item_id", request.itemId, "kit");
    const from = readStage(request.fromStage);
    const to = from && NEXT_STAGE[from];
    if (!to) fields.refuse({ field: "from_stage", en: "NEW, PREPARING or READY", zh: "须为待做、制作中或待上菜" });
    fields.check();
    await parts.store.transaction(async (session) => {
      const work = { session, now, traceparent };
      const { item, order } = await lockKitchenItem(parts, itemId, caller, work);
      if (item.stage === to) return;
      if (item.stage !== from || !to) throw restaurantReasons.error("STAGE_CHANGED");
      const onScreen = isOnScreen({ ...item, stage: to });
      const after = { stage: to, onScreen, ...timeOf(to, now) };
      await parts.kitchenItems.updateOne({ _id: itemId }, { $set: after }, { session });
      if (to === "READY" && item.pickUp) await tellReady(parts, item, work);
      await tellKitchen(parts, order, `${itemId}:${item.moves}`, work);
    });
    return toKitchenItemMessage((await findRow(parts.kitchenItems, { _id: itemId })) as KitchenItem);
  };
