import { updateRow } from "../../../kernel/store/rows.ts";
import { insertKitchenItems } from "../kitchen/insert-kitchen-items.ts";
import type { RestaurantParts, Work } from "../restaurant-parts.ts";
import type { DiningStore } from "../store/store.ts";
import { type DiningOrder, lineTotal, type OrderLine } from "./order.ts";

/** Sends lines of a locked order's cart to the kitchen, as one more ticket of the order. The order as it is then. */
export const sendLines = async (
  parts: RestaurantParts,
  order: DiningOrder,
  lines: readonly OrderLine[],
  store: DiningStore,
  work: Work,
): Promise<DiningOrder> => {
  if (lines.length === 0) return order;
  const { session } = work;
  const sendCount = order.sendCount + 1;
  for (const { _id, version } of lines) {
    const sent = { state: "SENT" as const, sendNumber: sendCount, version: version + 1 };
    await updateRow(parts.lines, { filter: { _id }, update: { $set: sent } }, { session });
  }
  const linesTotal = lines.reduce((sum, line) => sum + lineTotal(line), order.linesTotal);
  await updateRow(
    parts.orders,
    { filter: { _id: order._id }, update: { $set: { sendCount, linesTotal } } },
    { session },
  );
  const after = { ...order, sendCount, linesTotal };
  await insertKitchenItems(parts, after, lines, store, work);
  return after;
};
