import type { Handler } from "../../../kernel/contract/contract.ts";
import { readFields } from "../../../kernel/parse/parse.ts";
import type { Bill, GetBillRequest } from "../../../proto/gen/paywindow/restaurant/v1/bill.ts";
import { loadOrder } from "../order/lock-order.ts";
import type { RestaurantParts } from "../restaurant-parts.ts";
import { showBill } from "./share-message.ts";

/** What a party owes, and who pays what of it. */
export const getBill =
  (parts: RestaurantParts): Handler<GetBillRequest, Bill> =>
  async (request, { caller }) => {
    const fields = readFields();
    const orderId = fields.id("order_id", request.orderId, "ord");
    fields.check();
    return showBill(parts, await loadOrder(parts, orderId, caller), caller);
  };
