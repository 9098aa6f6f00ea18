import type { Store } from "../../kernel/store/open-store.ts";
import type { Basket } from "./basket/basket.ts";
import { basketModel } from "./basket/basket-model.ts";
import { attemptModel } from "./checkout/attempt-model.ts";
import type { Item } from "./item/item.ts";
import { itemModel } from "./item/item-model.ts";
import { receiptModel } from "./receipt/receipt-model.ts";
import { vendOrderModel } from "./vending/vend-order-model.ts";

/** What a check of the whole stock found. */
export interface StockCheck {
  /** How many items and baskets were looked at. */
  readonly items: number;
  readonly baskets: number;
  /** In words, each with its ids; empty where everything agrees. */
  readonly mismatches: readonly string[];
}

type Counts = Map<string, number>;

const addLines = (counts: Counts, lines: Basket["lines"]): void => {
  for (const { itemId, quantity } of lines) counts.set(itemId, (counts.get(itemId) ?? 0) + quantity);
};

/** Counts what baskets under way hold, and holds every basket against its attempt and its receipt. */
const checkBaskets = async (store: Store, reserved: Counts, mismatches: string[]): Promise<number> => {
  const receipts = new Set((await receiptModel(store.connection).find({}, { _id: 1 }).lean()).map(({ _id }) => _id));
  const pending = await attemptModel(store.connection).find({ state: "PENDING" }, { basketId: 1 }).lean();
  const attemptOf = new Map(pending.map(({ _id, basketId }) => [basketId, _id]));
  let count = 0;
  for await (const basket of basketModel(store.connection).find().lean<Basket[]>().cursor()) {
    count++;
    const { _id, state, lines, attemptId } = basket as Basket;
    const underWay = attemptOf.get(_id);
    if (state === "CHECKING_OUT") addLines(reserved, lines);
    if ((state === "CHECKING_OUT") !== (underWay !== undefined && underWay === attemptId))
      mismatches.push(`basket ${_id} is ${state}, its attempt under way is ${underWay ?? "none"}`);
    if ((state === "PAID") !== receipts.has(_id))
      mismatches.push(`basket ${_id} is ${state} and has ${receipts.has(_id) ? "a" : "no"} receipt`);
  }
  return count;
};

/** Counts what kiosks hold for vends under way, and what they gave out: also what they gave out although it was refunded. */
const countVends = async (store: Store, sold: Counts, reserved: Counts): Promise<void> => {
  for await (const vend of vendOrderModel(store.connection).find().lean().cursor()) {
    const piece = (counts: Counts) => counts.set(vend.itemId, (counts.get(vend.itemId) ?? 0) + 1);
    if (vend.state === "VENDED" || vend.vendedAfterRefund) piece(sold);
    if (vend.state === "CHOSEN" || vend.state === "PAID" || vend.state === "VENDING") piece(reserved);
  }
};

const checkItem = (item: Item, sold: number, reserved: number): string[] => {
  const { _id, available, received } = item;
  const found: string[] = [];
  if (item.reserved !== reserved)
    found.push(`item ${_id}: ${item.reserved} reserved, but checkouts under way hold ${reserved}`);
  if (available + item.reserved + sold !== received)
    found.push(`item ${_id}: ${available} + ${item.reserved} on hand and ${sold} sold, but ${received} received`);
  if (available < 0) found.push(`item ${_id}: ${available} available`);
  return found;
};

/**
 * Holds the stock of every item against the receipts, the checkouts and the vends under way: received = on hand + sold, and reserved = what baskets in
 * CHECKING_OUT and vends before their end hold. To be run on a store where nothing is being written.
 */
export const verifyStock = async (store: Store): Promise<StockCheck> => {
  const mismatches: string[] = [];
  const sold: Counts = new Map();
  const reserved: Counts = new Map();
  for await (const receipt of receiptModel(store.connection).find().lean().cursor()) addLines(sold, receipt.lines);
  const baskets = await checkBaskets(store, reserved, mismatches);
  await countVends(store, sold, reserved);
  let items = 0;
  for await (const item of itemModel(store.connection).find().lean<Item[]>().cursor()) {
    items++;
    const { _id } = item as Item;
    mismatches.push(...checkItem(item as Item, sold.get(_id) ?? 0, reserved.get(_id) ?? 0));
  }
  return { items, baskets, mismatches };
};
