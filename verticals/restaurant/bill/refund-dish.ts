import type { Caller } from "../../../kernel/auth/caller.ts";
import type { Handler } from "../../../kernel/contract/contract.ts";
import { readFields } from "../../../kernel/parse/parse.ts";
import { findRow, insertRow } from "../../../kernel/store/rows.ts";
import type { Bill, RefundDishRequest } from "../../../proto/gen/paywindow/restaurant/v1/bill.ts";
import { restaurantReasons } from "../errors.ts";
import { linesOf, loadOrder, lockOrder, tellOrder } from "../order/lock-order.ts";
import { type DiningOrder, lineTotal, type OrderLine } from "../order/order.ts";
import { readClientId } from "../queue/load-ticket.ts";
import type { RestaurantParts, Work } from "../restaurant-parts.ts";
import { divideRefund } from "./divide-refund.ts";
import { sendRefund } from "./send-refunds.ts";
import { type BillShare, type DishRefund, merchantTradeIdOf } from "./share.ts";
import { showBill } from "./share-message.ts";

const parse = (request: RefundDishRequest) => {
  const fields = readFields();
  const refundId = readClientId(fields, "refund_id", "rfn", request.refundId);
  const lineId = fields.id("line_id", request.lineId, "lin");
  const quantity = fields.integer("quantity", request.quantity, 1, 99);
  fields.check();
  return { refundId, lineId, quantity };
};
type RefundCommand = ReturnType<typeof parse>;

const givenBack = (line: OrderLine): bigint => lineTotal({ ...line, quantity: line.refundedQuantity });
const sumOf = (amounts: readonly bigint[]): bigint => amounts.reduce((sum, amount) => sum + amount, 0n);

/** The paid shares that paid for a line, with all the lines that they paid for; undefined while it is not paid. */
const potOf = async (
  { shares }: RestaurantParts,
  order: DiningOrder,
  line: OrderLine,
  lines: readonly OrderLine[],
  { session }: Work,
) => {
  const live = await shares
    .find({ orderId: order._id, state: { $ne: "RELEASED" } })
    .sort({ cutTime: 1, splitId: 1, index: 1 })
    .session(session)
    .lean<BillShare[]>();
  const mine = live.filter(({ _id, lineIds }) => (line.shareId ? _id === line.shareId : lineIds.length === 0));
  const isPaid = mine.length > 0 && mine.every(({ state }) => state === "PAID");
  // What is paid of the whole bill is paid for its lines when the bill is.
  if (!isPaid || (!line.shareId && order.state !== "PAID")) return undefined;
  return { shares: mine, lines: lines.filter(({ shareId }) => shareId === line.shareId) };
};

const decide = async (parts: RestaurantParts, { quantity, lineId }: RefundCommand, order: DiningOrder, work: Work) => {
  const lines = (await linesOf(parts, order._id, work.session)).filter(({ state }) => state === "SENT");
  const line = lines.find(({ _id }) => _id === lineId);
  const pot = line && (await potOf(parts, order, line, lines, work));
  if (!line || !pot) throw restaurantReasons.error("LINE_NOT_PAID");
  if (line.refundedQuantity + quantity > line.quantity) throw restaurantReasons.error("REFUND_EXCEEDS_PAID");
  const value = { whole: sumOf(pot.lines.map(lineTotal)), before: sumOf(pot.lines.map(givenBack)) };
  const amounts = divideRefund(pot.shares, { ...value, now: lineTotal({ ...line, quantity }) });
  if (sumOf(amounts) <= 0n) throw restaurantReasons.error("REFUND_EXCEEDS_PAID");
  return pot.shares.flatMap((share, index) =>
    (amounts[index] ?? 0n) > 0n ? [{ share, amount: amounts[index]! }] : [],
  );
};

const refund = async (parts: RestaurantParts, command: RefundCommand, caller: Caller, work: Work): Promise<string> => {
  const { refundId, lineId, quantity } = command;
  const { session } = work;
  const named = await findRow(parts.lines, { _id: lineId }, session);
  if (!named) throw restaurantReasons.error("LINE_NOT_FOUND");
  const order = await lockOrder(parts, named.orderId, caller, work).catch(() => {
    throw restaurantReasons.error("LINE_NOT_FOUND");
  });
  const same = await parts.dishRefunds.findOne({ refundId }).session(session).lean<DishRefund>();
  if (same && (same.lineId !== lineId || same.quantity !== quantity)) throw restaurantReasons.error("ID_REUSED");
  if (same) return order._id;
  const backs = await decide(parts, command, order, work);
  // From here on nothing is refused.
  for (const [index, { share, amount }] of backs.entries()) {
    const { _id: shareId, merchantId, currencyCode } = share;
    const target = { shareId, merchantId, merchantTradeId: merchantTradeIdOf(share), amount, currencyCode };
    const row = { _id: `${refundId}-${index}`, refundId, orderId: order._id, lineId, quantity, ...target };
    await insertRow(parts.dishRefunds, { ...row, state: "PENDING", dueTime: work.now, tries: 0 }, session);
    await parts.shares.updateOne({ _id: shareId }, { $set: { refunded: share.refunded + amount } }, { session });
  }
  await parts.lines.updateOne({ _id: lineId }, { $inc: { refundedQuantity: quantity, version: 1 } }, { session });
  await tellOrder(parts, order, work);
  return order._id;
};

/** Gives back what was paid for some of a dish, through the shares that paid it. What is to go back is committed first; the job repeats what is not sent, and the same refund asked for again what was refused (P24). */
export const refundDish =
  (parts: RestaurantParts): Handler<RefundDishRequest, Bill> =>
  async (request, { caller, now, traceparent }) => {
    const command = parse(request);
    const orderId = await parts.store.transaction((session) =>
      refund(parts, command, caller, { session, now, traceparent }),
    );
    const unsent = { refundId: command.refundId, state: { $in: ["PENDING", "FAILED"] as const } };
    const rows = await parts.dishRefunds.find(unsent).lean<DishRefund[]>();
    for (const row of rows) await sendRefund(parts, row, now);
    return showBill(parts, await loadOrder(parts, orderId, caller));
  };
