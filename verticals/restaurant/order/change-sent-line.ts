import { actsAtSite, type Caller } from "../../../kernel/auth/caller.ts";
import { findRow, updateRow } from "../../../kernel/store/rows.ts";
import { settleIfPaid } from "../bill/settle-order.ts";
import { restaurantReasons } from "../errors.ts";
import { changeKitchenItem } from "../kitchen/change-kitchen-item.ts";
import type { KitchenItem } from "../kitchen/kitchen-item.ts";
import type { RestaurantParts, Work } from "../restaurant-parts.ts";
import { billTotal, type DiningOrder, lineTotal, type OrderLine } from "./order.ts";
import { hasChoices, type PutCommand } from "./put-command.ts";

const isMade = ({ stage }: KitchenItem): boolean => stage === "READY" || stage === "SERVED";

/** Why a line that was sent cannot be changed so, in the order of the registry. */
const refuse = (order: DiningOrder, line: OrderLine, item: KitchenItem, command: PutCommand, caller: Caller): void => {
  const { quantity, baseVersion } = command;
  if (order.state !== "OPEN") throw restaurantReasons.error("ORDER_CLOSED");
  if (line.version !== baseVersion || line.state !== "SENT") throw restaurantReasons.error("LINE_CHANGED");
  // More of it is another line, which is a further ticket; another dish is a cancel and another line.
  const isOther = quantity > line.quantity || (quantity > 0 && !hasChoices(line, command));
  if (isOther || !actsAtSite(caller, line.storeId)) throw restaurantReasons.error("LINE_SENT");
  const isLess = quantity < line.quantity;
  if (isLess && line.shareId) throw restaurantReasons.error("LINE_IN_SHARE");
  if (isMade(item) && !caller.roles?.includes("manager")) throw restaurantReasons.error("DISH_ALREADY_MADE");
  const less = lineTotal({ ...line, quantity: line.quantity - quantity });
  if (billTotal(order) - less < order.shared) throw restaurantReasons.error("BILL_BEING_SHARED");
};

/** Changes or cancels a line that is in the kitchen: its cooks see a change there, and nothing is sent again (V20). */
export const changeSentLine = async (
  parts: RestaurantParts,
  order: DiningOrder,
  line: OrderLine,
  command: PutCommand,
  caller: Caller,
  work: Work,
): Promise<void> => {
  const { session } = work;
  const item = await findRow(parts.kitchenItems, { lineId: line._id }, session);
  if (!item) throw new Error(`the line ${line._id} was sent, and the kitchen has nothing of it`);
  refuse(order, line, item, command, caller);
  // From here on nothing is refused.
  const { quantity } = command;
  const note = quantity === 0 ? line.note : command.note;
  const state = quantity === 0 ? ("CANCELLED" as const) : line.state;
  const update = { $set: { quantity, note, state, version: line.version + 1 } };
  await updateRow(parts.lines, { filter: { _id: line._id }, update }, { session });
  await changeKitchenItem(parts, item, { quantity, note }, order, work);
  const linesTotal = order.linesTotal - lineTotal({ ...line, quantity: line.quantity - quantity });
  await updateRow(parts.orders, { filter: { _id: order._id }, update: { $set: { linesTotal } } }, { session });
  await settleIfPaid(parts, { ...order, linesTotal }, work);
};
