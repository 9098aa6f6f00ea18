import type { Handler } from "../../../kernel/contract/contract.ts";
import { readFields } from "../../../kernel/parse/parse.ts";
import type {
  DiningOrder as DiningOrderMessage,
  GetOrderRequest,
} from "../../../proto/gen/paywindow/restaurant/v1/order.ts";
import type { RestaurantParts } from "../restaurant-parts.ts";
import { loadOrder } from "./lock-order.ts";
import { showOrder } from "./order-message.ts";

/** An order with its lines. */
export const getOrder =
  (parts: RestaurantParts): Handler<GetOrderRequest, DiningOrderMessage> =>
  async (request, { caller, now }) => {
    const fields = readFields();
    const orderId = fields.id("order_id", request.orderId, "ord");
    fields.check();
    return showOrder(parts, await loadOrder(parts, orderId, caller), now);
  };
