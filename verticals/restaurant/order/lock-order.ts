import type { ClientSession } from "mongoose";
import { actsAtSite, type Caller } from "../../../kernel/auth/caller.ts";
import { findRow } from "../../../kernel/store/rows.ts";
import { restaurantReasons } from "../errors.ts";
import { orderChanged } from "../events.ts";
import type { RestaurantParts, Work } from "../restaurant-parts.ts";
import type { DiningOrder, OrderLine } from "./order.ts";

/** A merge of merges ends soon; a circle would be a defect. */
const MAX_MERGES = 20;

const maySee = (caller: Caller, { storeId, diners }: DiningOrder): boolean =>
  actsAtSite(caller, storeId) || (caller.kind === "user" && diners.some(({ userId }) => userId === caller.id));

/** Follows an order to the one that has its lines now. Who does not order with it and does not work there finds nothing. */
const follow = async (
  load: (orderId: string) => Promise<DiningOrder | null>,
  orderId: string,
  caller: Caller,
): Promise<DiningOrder> => {
  let id = orderId;
  for (let merges = 0; merges <= MAX_MERGES; merges++) {
    const order = await load(id);
    if (!order || !maySee(caller, order)) throw restaurantReasons.error("ORDER_NOT_FOUND");
    if (order.state !== "MERGED") return order;
    id = order.mergedInto;
  }
  throw new Error(`the order ${orderId} was merged in a circle`);
};

/** An order of the caller's, or of a store where the caller works. */
export const loadOrder = (
  { orders }: Pick<RestaurantParts, "orders">,
  orderId: string,
  caller: Caller,
  session?: ClientSession,
): Promise<DiningOrder> => follow((_id) => findRow(orders, { _id }, session), orderId, caller);

/**
 * Takes an order for this transaction, and counts its revision up: whoever changes it too waits, and then sees what became of it. So everything that is
 * decided of an order, its lines and its bill is decided one after the other, on however many nodes.
 */
export const lockOrder = (
  { orders }: Pick<RestaurantParts, "orders">,
  orderId: string,
  caller: Caller,
  { session }: Pick<Work, "session">,
): Promise<DiningOrder> =>
  follow(
    (_id) =>
      orders
        .findOneAndUpdate({ _id }, { $inc: { revision: 1 } }, { returnDocument: "after", session })
        .lean<DiningOrder>()
        .exec(),
    orderId,
    caller,
  );

/** The lines of an order in the order in which they were put there. */
export const linesOf = (
  { lines }: Pick<RestaurantParts, "lines">,
  orderId: string,
  session?: ClientSession,
): Promise<OrderLine[]> =>
  lines
    .find({ orderId, state: { $ne: "REMOVED" } })
    .sort({ addTime: 1, _id: 1 })
    .session(session ?? null)
    .lean<OrderLine[]>()
    .exec();

/** Lets the phones at the table and the screens of the store look again. */
export const tellOrder = (
  { outbox }: Pick<RestaurantParts, "outbox">,
  { _id, storeId, revision, diners }: Pick<DiningOrder, "_id" | "storeId" | "revision" | "diners">,
  { session, now, traceparent }: Work,
): Promise<void> => {
  const payload = { storeId, orderId: _id, revision, userIds: diners.map(({ userId }) => userId) };
  return outbox.append(session, orderChanged, payload, { now, traceparent, key: `${_id}:${revision}` });
};
