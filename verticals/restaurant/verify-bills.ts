import { inLanes } from "../../kernel/scheduler/in-lanes.ts";
import type { Store } from "../../kernel/store/open-store.ts";
import type { DishRefund } from "./bill/dish-refund.ts";
import { dishRefundModel } from "./bill/dish-refund-model.ts";
import { type BillShare, merchantTradeIdOf } from "./bill/share.ts";
import { shareModel } from "./bill/share-model.ts";
import type { KitchenItem } from "./kitchen/kitchen-item.ts";
import { kitchenItemModel } from "./kitchen/kitchen-item-model.ts";
import { billTotal, type DiningOrder, lineTotal, type OrderLine } from "./order/order.ts";
import { lineModel, orderModel } from "./order/order-model.ts";
import type { DiningTable } from "./table/table.ts";
import { tableModel } from "./table/table-model.ts";

/** What payments says of a trade: minor units. */
interface TradeSums {
  readonly paid: bigint;
  readonly refunded: bigint;
}

/** What a check of all bills found. */
export interface BillCheck {
  /** How many orders and tables were looked at. */
  readonly orders: number;
  readonly tables: number;
  /** In words, each with its ids; empty where everything agrees. */
  readonly mismatches: readonly string[];
}

const sumOf = (amounts: readonly bigint[]): bigint => amounts.reduce((sum, amount) => sum + amount, 0n);

/** V20: what was sent is in the kitchen once, with the same quantity and note; what was not sent is not there. */
const checkKitchen = ({ _id }: DiningOrder, lines: readonly OrderLine[], items: readonly KitchenItem[]): string[] => {
  const itemOf = new Map(items.map((item) => [item.lineId, item]));
  const found = lines.flatMap((line) => {
    const item = itemOf.get(line._id);
    const wasSent = line.sendNumber > 0;
    if (wasSent !== (item !== undefined))
      return [`line ${line._id} is ${line.state}, the kitchen has ${item?._id ?? "none"}`];
    const differs = item && (item.quantity !== line.quantity || item.note !== line.note);
    return differs ? [`line ${line._id}: ${line.quantity}, the kitchen makes ${item.quantity}`] : [];
  });
  const strays = items.length - lines.filter(({ _id: lineId }) => itemOf.has(lineId)).length;
  return strays === 0 ? found : [...found, `order ${_id}: the kitchen makes ${strays} dishes of no line`];
};

/** V22: the bill is its lines less the discount, its shares never exceed it, and it is paid when they sum to it. */
const checkBill = (order: DiningOrder, lines: readonly OrderLine[], shares: readonly BillShare[]): string[] => {
  const { _id, state, linesTotal, shared, paid } = order;
  const live = shares.filter((share) => share.state !== "RELEASED");
  const sums = {
    lines: sumOf(lines.filter((line) => line.state === "SENT").map(lineTotal)),
    shared: sumOf(live.map(({ amount }) => amount)),
    paid: sumOf(live.filter((share) => share.state === "PAID").map(({ amount }) => amount)),
  };
  const isPaid = paid > 0n && paid === billTotal(order);
  return [
    ...(linesTotal === sums.lines ? [] : [`order ${_id}: bill of ${linesTotal}, lines of ${sums.lines}`]),
    ...(shared === sums.shared ? [] : [`order ${_id}: ${shared} shared, shares of ${sums.shared}`]),
    ...(paid === sums.paid ? [] : [`order ${_id}: ${paid} paid, paid shares of ${sums.paid}`]),
    ...(shared <= billTotal(order) ? [] : [`order ${_id}: shares of ${shared}, bill of ${billTotal(order)}`]),
    ...((state === "PAID") === isPaid ? [] : [`order ${_id} is ${state}, ${paid} of ${billTotal(order)} paid`]),
  ];
};

type AskTrade = (merchantId: string, merchantTradeId: string) => Promise<TradeSums | undefined>;

/** Every paid share against its trade at payments, and what went back of it. */
const checkShare = async (share: BillShare, refunds: readonly DishRefund[], ask: AskTrade): Promise<string[]> => {
  const { _id, merchantId, state, amount, refunded } = share;
  const mine = refunds.filter(
    ({ shareId, origin, state: end }) => shareId === _id && origin !== "STRAY" && end !== "FAILED",
  );
  const rows = sumOf(mine.map((refund) => refund.amount));
  const found = refunded === rows ? [] : [`share ${_id}: ${refunded} given back, refunds of ${rows}`];
  if (refunded > amount) found.push(`share ${_id} of ${amount}: ${refunded} given back`);
  if (state !== "PAID") return found;
  const trade = await ask(merchantId, merchantTradeIdOf(share));
  if (trade?.paid !== amount)
    found.push(`share ${_id} of ${amount} is paid, its trade has ${trade?.paid ?? "nothing"}`);
  const done = sumOf(mine.filter((refund) => refund.state === "DONE").map((refund) => refund.amount));
  if (trade && trade.refunded !== done)
    found.push(`share ${_id}: refunds of ${done}, its trade says ${trade.refunded}`);
  return found;
};

/** What of an order the tables must agree with. */
type Seating = Pick<DiningOrder, "_id" | "state" | "tableIds">;

/** A table names one order that names it back; no open order is without its tables. */
const checkTables = (tables: readonly DiningTable[], orders: ReadonlyMap<string, Seating>): string[] => {
  const ofTables = tables.flatMap(({ _id, orderId }) =>
    orderId === "" || orders.get(orderId)?.tableIds.includes(_id) ? [] : [`table ${_id} has the order ${orderId}`],
  );
  const seated = new Map(tables.map(({ _id, orderId }) => [_id, orderId]));
  const ofOrders = [...orders.values()]
    .filter(({ state }) => state === "OPEN")
    .flatMap(({ _id, tableIds }) =>
      tableIds.length > 0 && tableIds.every((id) => seated.get(id) === _id) ? [] : [`order ${_id} is open at no table`],
    );
  return [...ofTables, ...ofOrders];
};

const checkOrder = async ({ connection }: Store, order: DiningOrder, ask: AskTrade): Promise<string[]> => {
  const mine = { orderId: order._id };
  const [lines, items, shares, refunds] = await Promise.all([
    lineModel(connection).find(mine).lean<OrderLine[]>(),
    kitchenItemModel(connection).find(mine).lean<KitchenItem[]>(),
    shareModel(connection).find(mine).lean<BillShare[]>(),
    dishRefundModel(connection).find(mine).lean<DishRefund[]>(),
  ]);
  const found = [...checkKitchen(order, lines, items), ...checkBill(order, lines, shares)];
  for (const share of shares) found.push(...(await checkShare(share, refunds, ask)));
  return found;
};

/** So many orders are in memory at a time, and so many of them are looked at together. */
const BATCH = 200;
const LANES = 8;

/**
 * Holds every order against its kitchen, its bill, its shares, their trades and refunds, and the tables against the orders. To be run on a store where nothing
 * is being written. The orders are read batch by batch, however many there are; only those at tables are kept. `ask` says what payments has of a trade.
 */
export const verifyBills = async (store: Store, ask: AskTrade): Promise<BillCheck> => {
  const { connection } = store;
  const tables = await tableModel(connection).find().lean<DiningTable[]>();
  const taken = new Set(tables.map(({ orderId }) => orderId));
  const seatings = new Map<string, Seating>();
  const mismatches: string[] = [];
  let count = 0;
  for (let last = ""; ; ) {
    const orders = await orderModel(connection)
      .find({ _id: { $gt: last } })
      .sort({ _id: 1 })
      .limit(BATCH)
      .lean<DiningOrder[]>();
    const found = new Map<string, string[]>();
    await inLanes(orders, { lanes: LANES }, async (order) => found.set(order._id, await checkOrder(store, order, ask)));
    mismatches.push(...orders.flatMap(({ _id }) => found.get(_id) ?? []));
    for (const { _id, state, tableIds } of orders)
      if (state === "OPEN" || taken.has(_id)) seatings.set(_id, { _id, state, tableIds });
    count += orders.length;
    const next = orders.at(-1)?._id;
    if (next === undefined) break;
    last = next;
  }
  mismatches.push(...checkTables(tables, seatings));
  return { orders: count, tables: tables.length, mismatches };
};
