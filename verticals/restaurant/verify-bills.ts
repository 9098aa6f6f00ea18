import type { Store } from "../../kernel/store/open-store.ts";
import { dishRefundModel } from "./bill/dish-refund-model.ts";
import { type BillShare, type DishRefund, merchantTradeIdOf } from "./bill/share.ts";
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
    ({ shareId, lineId, state: end }) => shareId === _id && lineId !== "" && end !== "FAILED",
  );
  const rows = sumOf(mine.map((refund) => refund.amount));
  const found = refunded === rows ? [] : [`share ${_id}: ${refunded} given back, refunds of ${rows}`];
  if (state !== "PAID") return found;
  const trade = await ask(merchantId, merchantTradeIdOf(share));
  if (trade?.paid !== amount)
    found.push(`share ${_id} of ${amount} is paid, its trade has ${trade?.paid ?? "nothing"}`);
  const done = sumOf(mine.filter((refund) => refund.state === "DONE").map((refund) => refund.amount));
  if (trade && trade.refunded !== done)
    found.push(`share ${_id}: refunds of ${done}, its trade says ${trade.refunded}`);
  return found;
};

/** A table names one order that names it back; no open order is without its tables. */
const checkTables = (tables: readonly DiningTable[], orders: readonly DiningOrder[]): string[] => {
  const orderOf = new Map(orders.map((order) => [order._id, order]));
  const ofTables = tables.flatMap(({ _id, orderId }) =>
    orderId === "" || orderOf.get(orderId)?.tableIds.includes(_id) ? [] : [`table ${_id} has the order ${orderId}`],
  );
  const seated = new Map(tables.map(({ _id, orderId }) => [_id, orderId]));
  const ofOrders = orders
    .filter(({ state }) => state === "OPEN")
    .flatMap(({ _id, tableIds }) =>
      tableIds.length > 0 && tableIds.every((id) => seated.get(id) === _id) ? [] : [`order ${_id} is open at no table`],
    );
  return [...ofTables, ...ofOrders];
};

/**
 * Holds every order against its kitchen, its bill, its shares, their trades and refunds, and the tables against the orders. To be run on a store where nothing
 * is being written. `ask` says what payments has of a trade.
 */
export const verifyBills = async ({ connection }: Store, ask: AskTrade): Promise<BillCheck> => {
  const mismatches: string[] = [];
  const orders = await orderModel(connection).find().lean<DiningOrder[]>();
  for (const order of orders) {
    const mine = { orderId: order._id };
    const lines = await lineModel(connection).find(mine).lean<OrderLine[]>();
    const items = await kitchenItemModel(connection).find(mine).lean<KitchenItem[]>();
    const shares = await shareModel(connection).find(mine).lean<BillShare[]>();
    const refunds = await dishRefundModel(connection).find(mine).lean<DishRefund[]>();
    mismatches.push(...checkKitchen(order, lines, items), ...checkBill(order, lines, shares));
    for (const share of shares) mismatches.push(...(await checkShare(share, refunds, ask)));
  }
  const tables = await tableModel(connection).find().lean<DiningTable[]>();
  mismatches.push(...checkTables(tables, orders));
  return { orders: orders.length, tables: tables.length, mismatches };
};
