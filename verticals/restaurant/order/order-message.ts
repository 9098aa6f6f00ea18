import { money } from "../../../kernel/money/money.ts";
import {
  type DiningOrder as DiningOrderMessage,
  type OrderLine as OrderLineMessage,
  LineState as WireLineState,
  KitchenStage as WireStage,
  OrderState as WireState,
} from "../../../proto/gen/paywindow/restaurant/v1/order.ts";
import type { KitchenItem, KitchenStage } from "../kitchen/kitchen-item.ts";
import { type Dish, whyNotOrderable } from "../menu/dish.ts";
import type { RestaurantParts } from "../restaurant-parts.ts";
import { loadStore } from "../store/load-store.ts";
import type { DiningStore } from "../store/store.ts";
import { linesOf } from "./lock-order.ts";
import { billTotal, type DiningOrder, type LineState, lineTotal, type OrderLine, type OrderState } from "./order.ts";

const WIRE_STATES: Readonly<Record<OrderState, WireState>> = {
  AHEAD: WireState.ORDER_STATE_AHEAD,
  OPEN: WireState.ORDER_STATE_OPEN,
  PAID: WireState.ORDER_STATE_PAID,
  CANCELLED: WireState.ORDER_STATE_CANCELLED,
  MERGED: WireState.ORDER_STATE_MERGED,
};

const WIRE_LINE_STATES: Readonly<Record<LineState, WireLineState>> = {
  CART: WireLineState.LINE_STATE_CART,
  SENT: WireLineState.LINE_STATE_SENT,
  REMOVED: WireLineState.LINE_STATE_REMOVED,
  CANCELLED: WireLineState.LINE_STATE_CANCELLED,
};

export const WIRE_STAGES: Readonly<Record<KitchenStage, WireStage>> = {
  NEW: WireStage.KITCHEN_STAGE_NEW,
  PREPARING: WireStage.KITCHEN_STAGE_PREPARING,
  READY: WireStage.KITCHEN_STAGE_READY,
  SERVED: WireStage.KITCHEN_STAGE_SERVED,
  CANCELLED: WireStage.KITCHEN_STAGE_CANCELLED,
};

interface LineFacts {
  readonly currencyCode: string;
  readonly stage: KitchenStage | undefined;
  readonly unavailable: boolean;
}

const toLineMessage = (line: OrderLine, { currencyCode, stage, unavailable }: LineFacts): OrderLineMessage => ({
  ...{ lineId: line._id, dishId: line.dishId, dishName: line.dishName, dishNameEn: line.dishNameEn },
  options: line.options.map(({ groupId, optionId, name, nameEn }) => ({ groupId, optionId, name, nameEn })),
  ...{ note: line.note, quantity: line.quantity },
  unitPrice: money(line.unitPrice, currencyCode),
  lineTotal: money(lineTotal(line), currencyCode),
  ...{ addedById: line.addedById, addedByName: line.addedByName, state: WIRE_LINE_STATES[line.state] },
  ...{ version: line.version, sendNumber: line.sendNumber, shareId: line.shareId },
  stage: stage ? WIRE_STAGES[stage] : WireStage.KITCHEN_STAGE_UNSPECIFIED,
  ...{ unavailable, refundedQuantity: line.refundedQuantity },
});

const sumOf = (lines: readonly OrderLine[]): bigint => lines.reduce((sum, line) => sum + lineTotal(line), 0n);

interface OrderFacts {
  readonly lines: readonly OrderLine[];
  readonly stages: ReadonlyMap<string, KitchenStage>;
  readonly dishes: ReadonlyMap<string, Dish>;
  readonly store: DiningStore;
  readonly now: Date;
}

const toOrderMessage = (order: DiningOrder, { lines, stages, dishes, store, now }: OrderFacts): DiningOrderMessage => {
  const { currencyCode } = order;
  const inCart = lines.filter(({ state }) => state === "CART");
  const isGone = ({ state, dishId }: OrderLine): boolean => {
    const dish = dishes.get(dishId);
    return state === "CART" && (!dish || whyNotOrderable(dish, store, now) !== undefined);
  };
  return {
    ...{ orderId: order._id, storeId: order.storeId, state: WIRE_STATES[order.state] },
    ...{ tableNumbers: [...order.tableNumbers], ticketId: order.ticketId, partySize: order.partySize },
    diners: order.diners.map(({ userId, displayName }) => ({ userId, displayName })),
    lines: lines.map((line) =>
      toLineMessage(line, { currencyCode, stage: stages.get(line._id), unavailable: isGone(line) }),
    ),
    total: order.linesTotal > 0n ? money(billTotal(order), currencyCode) : undefined,
    cartTotal: inCart.length > 0 ? money(sumOf(inCart), currencyCode) : undefined,
    ...{ revision: order.revision, openTime: order.openTime },
  };
};

/** An order as it is now, with what the kitchen says of its lines and what the menu says of its cart. */
export const showOrder = async (parts: RestaurantParts, order: DiningOrder, now: Date): Promise<DiningOrderMessage> => {
  const lines = await linesOf(parts, order._id);
  const dishIds = [...new Set(lines.filter(({ state }) => state === "CART").map(({ dishId }) => dishId))];
  const [items, dishes, store] = await Promise.all([
    parts.kitchenItems
      .find({ orderId: order._id }, { lineId: 1, stage: 1 })
      .lean<Pick<KitchenItem, "lineId" | "stage">[]>(),
    dishIds.length > 0 ? parts.dishes.find({ _id: { $in: dishIds } }).lean<Dish[]>() : [],
    loadStore(parts, order.storeId),
  ]);
  return toOrderMessage(order, {
    ...{ lines, store, now },
    stages: new Map(items.map(({ lineId, stage }) => [lineId, stage])),
    dishes: new Map(dishes.map((dish) => [dish._id, dish])),
  });
};
