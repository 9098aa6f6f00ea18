import { actsAtSite, type Caller } from "../../../kernel/auth/caller.ts";
import { findRow } from "../../../kernel/store/rows.ts";
import { restaurantReasons } from "../errors.ts";
import { loadOrder, lockOrder } from "../order/lock-order.ts";
import type { DiningOrder } from "../order/order.ts";
import type { RestaurantParts, Work } from "../restaurant-parts.ts";
import type { BillShare } from "./share.ts";

const notFound = () => restaurantReasons.error("SHARE_NOT_FOUND");

/** A share of an order of the caller's, or of a store where the caller works. */
export const loadShare = async (parts: RestaurantParts, shareId: string, caller: Caller): Promise<BillShare> => {
  const share = await findRow(parts.shares, { _id: shareId });
  if (!share) throw notFound();
  if (!actsAtSite(caller, share.storeId))
    await loadOrder(parts, share.orderId, caller).catch(() => {
      throw notFound();
    });
  return share;
};

/** Takes a share's order for this transaction, and gives both as they are then. */
export const lockShare = async (
  parts: RestaurantParts,
  { _id, orderId }: Pick<BillShare, "_id" | "orderId">,
  work: Work,
): Promise<{ readonly share: BillShare; readonly order: DiningOrder }> => {
  const order = await lockOrder(parts, orderId, { kind: "service", id: "restaurant" }, work);
  const share = await findRow(parts.shares, { _id }, work.session);
  if (!share) throw new Error(`the share ${_id} vanished`);
  return { share, order };
};
