import type { Caller } from "../../../kernel/auth/caller.ts";
import type { Handler } from "../../../kernel/contract/contract.ts";
import { findRow } from "../../../kernel/store/rows.ts";
import type {
  DiningOrder as DiningOrderMessage,
  PutLineRequest,
} from "../../../proto/gen/paywindow/restaurant/v1/order.ts";
import { restaurantReasons } from "../errors.ts";
import type { RestaurantParts, Work } from "../restaurant-parts.ts";
import { addLine, changeCartLine } from "./cart-line.ts";
import { changeSentLine } from "./change-sent-line.ts";
import { loadOrder, lockOrder, tellOrder } from "./lock-order.ts";
import { showOrder } from "./order-message.ts";
import { isDone, type PutCommand, readPutLine } from "./put-command.ts";

const putOne = async (parts: RestaurantParts, command: PutCommand, caller: Caller, work: Work): Promise<void> => {
  const order = await lockOrder(parts, command.orderId, caller, work);
  const line = await findRow(parts.lines, { _id: command.lineId }, work.session);
  if (line && (line.orderId !== order._id || line.dishId !== command.dishId))
    throw restaurantReasons.error("ID_REUSED");
  if (line && isDone(line, command)) return;
  if (!line && command.baseVersion > 0) throw restaurantReasons.error("LINE_NOT_FOUND");
  if (!line) await addLine(parts, order, command, caller, work);
  else if (line.state === "SENT" || line.state === "CANCELLED")
    await changeSentLine(parts, order, line, command, caller, work);
  else await changeCartLine(parts, order, line, command, work);
  await tellOrder(parts, order, work);
};

/**
 * Puts a line into the cart, or changes it. Lines are told apart by ids that phones make before they send, so what ten phones put there at the same time are
 * ten lines (V20), and a call that is repeated finds its line done. Of two who change the same line the second is told that it changed.
 */
export const putLine =
  (parts: RestaurantParts): Handler<PutLineRequest, DiningOrderMessage> =>
  async (request, { caller, now, traceparent }) => {
    const command = readPutLine(request);
    await parts.store.transaction((session) => putOne(parts, command, caller, { session, now, traceparent }));
    return showOrder(parts, await loadOrder(parts, command.orderId, caller), now);
  };
