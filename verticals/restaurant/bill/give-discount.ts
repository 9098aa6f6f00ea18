import type { Handler } from "../../../kernel/contract/contract.ts";
import { readFields } from "../../../kernel/parse/parse.ts";
import type { Bill, GiveDiscountRequest } from "../../../proto/gen/paywindow/restaurant/v1/bill.ts";
import { restaurantReasons } from "../errors.ts";
import { loadOrder, lockOrder, tellOrder } from "../order/lock-order.ts";
import { unshared } from "../order/order.ts";
import type { RestaurantParts } from "../restaurant-parts.ts";
import { settleIfPaid } from "./settle-order.ts";
import { showBill } from "./share-message.ts";

/** Takes something off a bill, once: the request says the whole discount. What shares pay already stays theirs to pay. */
export const giveDiscount =
  (parts: RestaurantParts): Handler<GiveDiscountRequest, Bill> =>
  async (request, { caller, now, traceparent }) => {
    const fields = readFields();
    const orderId = fields.id("order_id", request.orderId, "ord");
    const given = request.discount && fields.amount("discount", request.discount);
    fields.check();
    await parts.store.transaction(async (session) => {
      const work = { session, now, traceparent };
      const order = await lockOrder(parts, orderId, caller, work);
      const discount = given?.minorUnits ?? 0n;
      if (order.state === "PAID" && order.discount === discount) return;
      if (order.state !== "OPEN") throw restaurantReasons.error("ORDER_CLOSED");
      const isWithin = unshared({ ...order, discount }) >= 0n;
      if (!isWithin || (given && given.currencyCode !== order.currencyCode))
        throw restaurantReasons.error("SHARE_TOO_LARGE");
      await parts.orders.updateOne({ _id: order._id }, { $set: { discount } }, { session });
      await settleIfPaid(parts, { ...order, discount }, work);
      await tellOrder(parts, order, work);
    });
    return showBill(parts, await loadOrder(parts, orderId, caller), caller);
  };
