import { plusMs } from "../../../kernel/time/clock.ts";
import { restaurantReasons } from "../errors.ts";
import { tellOrder } from "../order/lock-order.ts";
import type { RestaurantParts, Work } from "../restaurant-parts.ts";
import { lockShare } from "./load-share.ts";
import type { BillShare } from "./share.ts";

/** After so long the recovery asks payments what became of a trade. */
export const LOOK_AFTER_MS = 20_000;

/** Whoever takes a share: a user of the wallet, or a waiter with cash. */
type Taker = { readonly payerUserId: string; readonly cash: boolean };

/** Takes an open share upon somebody, under a new attempt. Whoever has it already has it; anybody else is refused: none is paid twice. */
export const takeShare = async (
  parts: RestaurantParts,
  named: BillShare,
  { payerUserId, cash }: Taker,
  work: Work,
): Promise<BillShare> => {
  const { share, order } = await lockShare(parts, named, work);
  const isTheirs = share.payerUserId === payerUserId && share.cash === cash;
  if ((share.state === "PAYING" || share.state === "PAID") && isTheirs) return share;
  if (share.state !== "OPEN") throw restaurantReasons.error("SHARE_TAKEN");
  const lookTime = plusMs(work.now, LOOK_AFTER_MS);
  const taken = { state: "PAYING", payerUserId, cash, attempt: share.attempt + 1, lookTime, looks: 0 } as const;
  await parts.shares.updateOne({ _id: share._id }, { $set: taken }, { session: work.session });
  await tellOrder(parts, order, work);
  return { ...share, ...taken };
};
