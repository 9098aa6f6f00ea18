import type { Caller } from "../../../kernel/auth/caller.ts";
import type { Handler } from "../../../kernel/contract/contract.ts";
import { newId } from "../../../kernel/ids/ids.ts";
import { readFields } from "../../../kernel/parse/parse.ts";
import { insertRow } from "../../../kernel/store/rows.ts";
import { runAgainOnDuplicate } from "../../../kernel/store/run-again.ts";
import type { Bill, SplitBillRequest } from "../../../proto/gen/paywindow/restaurant/v1/bill.ts";
import { restaurantReasons } from "../errors.ts";
import { linesOf, loadOrder, lockOrder, tellOrder } from "../order/lock-order.ts";
import type { DiningOrder } from "../order/order.ts";
import { readClientId } from "../queue/load-ticket.ts";
import type { RestaurantParts, Work } from "../restaurant-parts.ts";
import { loadStore } from "../store/load-store.ts";
import { type Cut, cutBill } from "./cut.ts";
import type { BillShare, SplitMode } from "./share.ts";
import { showBill, WIRE_MODES } from "./share-message.ts";

const MAX_LINES = 100;
const MAX_COUNT = 30;

const parse = (request: SplitBillRequest) => {
  const fields = readFields();
  const orderId = fields.id("order_id", request.orderId, "ord");
  const splitId = readClientId(fields, "split_id", "spl", request.splitId);
  const mode = (Object.keys(WIRE_MODES) as SplitMode[]).find((one) => WIRE_MODES[one] === request.mode);
  if (!mode) fields.refuse({ field: "mode", en: "a way to split", zh: "须选择分摊方式" });
  const lineIds = mode === "BY_ITEM" ? [...new Set(request.lineIds)] : [];
  if (mode === "BY_ITEM" && (lineIds.length === 0 || lineIds.length > MAX_LINES))
    fields.refuse({ field: "line_ids", en: `1 to ${MAX_LINES} lines`, zh: `须有 1 至 ${MAX_LINES} 行` });
  const count = mode === "EVENLY" ? fields.integer("count", request.count, 2, MAX_COUNT) : 0;
  const amount = mode === "PARTIAL" ? fields.amount("amount", request.amount) : undefined;
  fields.check();
  return { orderId, splitId, mode: mode as SplitMode, lineIds, count, amount };
};
type SplitCommand = ReturnType<typeof parse>;

const checkCurrency = ({ amount }: SplitCommand, { currencyCode }: DiningOrder): void => {
  if (!amount || amount.currencyCode === currencyCode) return;
  const fields = readFields();
  fields.refuse({
    field: "amount.currency_code",
    en: `the bill's: ${currencyCode}`,
    zh: `须与账单一致：${currencyCode}`,
  });
  fields.check();
};

const shareOf =
  (order: DiningOrder, { splitId, mode }: SplitCommand, subject: string, now: Date) =>
  (cut: Cut, index: number): BillShare => ({
    ...{ _id: newId("shr", now), orderId: order._id, storeId: order.storeId, merchantId: order.merchantId },
    ...{ splitId, index, mode, ...cut, currencyCode: order.currencyCode, state: "OPEN", cutTime: now, subject },
    ...{ payerUserId: "", attempt: 0, tradeId: "", cash: false, refunded: 0n, looks: 0 },
  });

const store = async (parts: RestaurantParts, order: DiningOrder, shares: readonly BillShare[], work: Work) => {
  const { session } = work;
  for (const share of shares) {
    await insertRow(parts.shares, share, session);
    const mine = { _id: { $in: share.lineIds } };
    if (share.lineIds.length > 0) await parts.lines.updateMany(mine, { $set: { shareId: share._id } }, { session });
  }
  const shared = shares.reduce((sum, { amount }) => sum + amount, order.shared);
  await parts.orders.updateOne({ _id: order._id }, { $set: { shared } }, { session });
  await tellOrder(parts, order, work);
};

const split = async (parts: RestaurantParts, command: SplitCommand, caller: Caller, work: Work): Promise<void> => {
  const order = await lockOrder(parts, command.orderId, caller, work);
  checkCurrency(command, order);
  const same = await parts.shares.findOne({ splitId: command.splitId }).session(work.session).lean<BillShare>();
  if (same && (same.orderId !== order._id || same.mode !== command.mode)) throw restaurantReasons.error("ID_REUSED");
  if (same) return;
  const lines = (await linesOf(parts, order._id, work.session)).filter(({ state }) => state === "SENT");
  const ofTheWhole = { orderId: order._id, state: { $ne: "RELEASED" as const }, lineIds: { $size: 0 } };
  const amountShares = (await parts.shares.exists(ofTheWhole).session(work.session)) !== null;
  const amount = command.amount?.minorUnits ?? 0n;
  const cuts = cutBill(order, lines, { ...command, amount }, amountShares);
  if (typeof cuts === "string") throw restaurantReasons.error(cuts);
  // From here on nothing is refused.
  const { name } = await loadStore(parts, order.storeId, work.session);
  await store(parts, order, cuts.map(shareOf(order, command, name, work.now)), work);
};

/** Cuts shares of a bill, once per split id. Six who split at the same time stand in line at the order: what the first has cut is not left for the others. */
export const splitBill =
  (parts: RestaurantParts): Handler<SplitBillRequest, Bill> =>
  async (request, { caller, now, traceparent }) => {
    const command = parse(request);
    await runAgainOnDuplicate(() =>
      parts.store.transaction((session) => split(parts, command, caller, { session, now, traceparent })),
    );
    return showBill(parts, await loadOrder(parts, command.orderId, caller), caller);
  };
