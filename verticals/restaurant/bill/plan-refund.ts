import { restaurantReasons } from "../errors.ts";
import { linesOf } from "../order/lock-order.ts";
import { type DiningOrder, lineTotal, type OrderLine } from "../order/order.ts";
import type { RestaurantParts, Work } from "../restaurant-parts.ts";
import type { DishRefund } from "./dish-refund.ts";
import { divideRefund } from "./divide-refund.ts";
import type { BillShare } from "./share.ts";

/** What goes back through one share. */
export interface PlannedPart {
  readonly share: BillShare;
  readonly amount: bigint;
}

const sumOf = (amounts: readonly bigint[]): bigint => amounts.reduce((sum, amount) => sum + amount, 0n);

/**
 * The shares that paid for a line; none while that is open. What is paid in common is paid for a line when the whole bill is: until then a line can only be
 * given back of a share that pays for all its lines alone.
 */
const payersOf = (
  order: DiningOrder,
  line: OrderLine,
  { shares, lines }: { readonly shares: readonly BillShare[]; readonly lines: readonly OrderLine[] },
): readonly BillShare[] => {
  const paid = shares.filter(({ state }) => state === "PAID");
  if (order.state === "PAID") return paid;
  const prices = sumOf(lines.filter(({ shareId }) => shareId === line.shareId).map(lineTotal));
  return paid.filter(({ _id, amount }) => _id === line.shareId && amount >= prices);
};

/**
 * How a dish that is to be given back is divided over the shares that paid for it, of a locked order. What is kept for refunds that payments refused, and that
 * are to be asked for again, is nobody else's.
 *
 * @throws LINE_NOT_PAID, REFUND_EXCEEDS_PAID.
 */
export const planRefund = async (
  parts: RestaurantParts,
  { lineId, quantity }: { readonly lineId: string; readonly quantity: number },
  order: DiningOrder,
  { session }: Work,
): Promise<readonly PlannedPart[]> => {
  const mine = { orderId: order._id };
  const lines = (await linesOf(parts, order._id, session)).filter(({ state }) => state === "SENT");
  const all = await parts.shares
    .find(mine)
    .sort({ cutTime: 1, splitId: 1, index: 1 })
    .session(session)
    .lean<BillShare[]>();
  const refused = await parts.dishRefunds
    .find({ ...mine, origin: "DISH", state: "FAILED" })
    .session(session)
    .lean<DishRefund[]>();
  const line = lines.find(({ _id }) => _id === lineId);
  const shares = line ? payersOf(order, line, { shares: all, lines }) : [];
  if (!line || shares.length === 0) throw restaurantReasons.error("LINE_NOT_PAID");
  if (line.refundedQuantity + quantity > line.quantity) throw restaurantReasons.error("REFUND_EXCEEDS_PAID");
  const keptOf = (id: string) => sumOf(refused.filter(({ shareId }) => shareId === id).map(({ amount }) => amount));
  const paid = shares.map(({ _id, amount, refunded }) => ({ _id, amount, held: refunded + keptOf(_id) }));
  const dishes = lines.map((one) => ({ ...one, value: lineTotal(one) }));
  const amounts = divideRefund(paid, dishes, { lineId, quantity });
  const backs = shares.map((share, index) => ({ share, amount: amounts[index] ?? 0n }));
  if (sumOf(amounts) <= 0n) throw restaurantReasons.error("REFUND_EXCEEDS_PAID");
  return backs.filter(({ amount }) => amount > 0n);
};
