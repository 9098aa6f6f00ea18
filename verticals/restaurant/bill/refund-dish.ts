import type { Caller } from "../../../kernel/auth/caller.ts";
import type { Handler } from "../../../kernel/contract/contract.ts";
import { readFields } from "../../../kernel/parse/parse.ts";
import { findRow, insertRow } from "../../../kernel/store/rows.ts";
import type { Bill, RefundDishRequest } from "../../../proto/gen/paywindow/restaurant/v1/bill.ts";
import { restaurantReasons } from "../errors.ts";
import { loadOrder, lockOrder, tellOrder } from "../order/lock-order.ts";
import { readClientId } from "../queue/load-ticket.ts";
import type { RestaurantParts, Work } from "../restaurant-parts.ts";
import type { DishRefund } from "./dish-refund.ts";
import { type PlannedPart, planRefund } from "./plan-refund.ts";
import { sendRefund } from "./send-refunds.ts";
import { merchantTradeIdOf } from "./share.ts";
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

/** Asks again for what payments refused: it goes back under its own number, if its share still has so much. */
const askAgain = async (parts: RestaurantParts, rows: readonly DishRefund[], work: Work): Promise<void> => {
  const { session, now } = work;
  for (const { _id, shareId, amount, state } of rows) {
    if (state !== "FAILED") continue;
    const share = await findRow(parts.shares, { _id: shareId }, session);
    if (!share || share.refunded + amount > share.amount) throw restaurantReasons.error("REFUND_EXCEEDS_PAID");
    const again = { state: "PENDING" as const, failureReason: "", dueTime: now, tries: 0 };
    await parts.dishRefunds.updateOne({ _id }, { $set: again }, { session });
    await parts.shares.updateOne({ _id: shareId }, { $set: { refunded: share.refunded + amount } }, { session });
  }
};

const store = async (
  parts: RestaurantParts,
  command: RefundCommand,
  { backs, orderId }: { readonly backs: readonly PlannedPart[]; readonly orderId: string },
  { session, now }: Work,
): Promise<void> => {
  for (const [index, { share, amount }] of backs.entries()) {
    const { _id: shareId, merchantId, currencyCode } = share;
    const target = { shareId, merchantId, merchantTradeId: merchantTradeIdOf(share), amount, currencyCode };
    const row = { _id: `${command.refundId}-${index}`, origin: "DISH" as const, orderId, ...command, ...target };
    const unsent = { state: "PENDING" as const, failureReason: "", askTime: now, dueTime: now, tries: 0 };
    await insertRow(parts.dishRefunds, { ...row, ...unsent }, session);
    await parts.shares.updateOne({ _id: shareId }, { $set: { refunded: share.refunded + amount } }, { session });
  }
  const given = { refundedQuantity: command.quantity, version: 1 };
  await parts.lines.updateOne({ _id: command.lineId }, { $inc: given }, { session });
};

const refund = async (parts: RestaurantParts, command: RefundCommand, caller: Caller, work: Work): Promise<string> => {
  const { refundId, lineId, quantity } = command;
  const { session } = work;
  const named = await findRow(parts.lines, { _id: lineId }, session);
  if (!named) throw restaurantReasons.error("LINE_NOT_FOUND");
  const order = await lockOrder(parts, named.orderId, caller, work).catch(() => {
    throw restaurantReasons.error("LINE_NOT_FOUND");
  });
  const same = await parts.dishRefunds.find({ refundId }).session(session).lean<DishRefund[]>();
  if (same.some((row) => row.lineId !== lineId || row.quantity !== quantity))
    throw restaurantReasons.error("ID_REUSED");
  if (same.length > 0) await askAgain(parts, same, work);
  else await store(parts, command, { backs: await planRefund(parts, command, order, work), orderId: order._id }, work);
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
    const unsent = { refundId: command.refundId, state: "PENDING" as const };
    const rows = await parts.dishRefunds.find(unsent).lean<DishRefund[]>();
    for (const row of rows) await sendRefund(parts, row, now);
    return showBill(parts, await loadOrder(parts, orderId, caller), caller);
  };
