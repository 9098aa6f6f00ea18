import type { ClientSession, Model } from "mongoose";
import { updateRows } from "../../../kernel/store/rows.ts";
import { Raced } from "../../../kernel/store/run-again.ts";
import type { Item } from "./item.ts";

/** So many pieces of one item. */
export interface Quantity {
  readonly itemId: string;
  readonly quantity: number;
}

/** One item after the other in the order of their ids, so that no two checkouts wait for each other in a circle. */
const inOrder = (quantities: readonly Quantity[]): readonly Quantity[] =>
  quantities.toSorted((a, b) => (a.itemId < b.itemId ? -1 : 1));

/**
 * Takes every quantity off the shelf, or says that one was short: then the caller ends its transaction, and nothing was taken.
 * The condition stands in the write itself, so two tills never get the same piece.
 */
export const reserveStock = async (
  items: Model<Item>,
  quantities: readonly Quantity[],
  session: ClientSession,
): Promise<"reserved" | "short"> => {
  const changes = inOrder(quantities).map(({ itemId, quantity }) => ({
    filter: { _id: itemId, available: { $gte: quantity } },
    update: { $inc: { available: -quantity, reserved: quantity } },
  }));
  return (await updateRows(items, changes, session)) === changes.length ? "reserved" : "short";
};

/**
 * Takes every quantity off the shelf, of a sale that is over: the goods have left the store. Where the shelf knew of fewer, more had come in than was
 * written down: what is missing is received now. @throws Raced where another checkout was quicker.
 */
export const reserveSold = async (
  items: Model<Item>,
  quantities: readonly Quantity[],
  session: ClientSession,
): Promise<void> => {
  const ids = quantities.map(({ itemId }) => itemId);
  const found = await items.find({ _id: { $in: ids } }, null, { session }).lean<Item[]>();
  const known = new Map(found.map(({ _id, available }) => [_id, available]));
  const changes = inOrder(quantities).map(({ itemId, quantity }) => {
    const available = known.get(itemId) ?? 0;
    const missing = Math.max(0, quantity - available);
    return {
      filter: { _id: itemId, available: missing > 0 ? available : { $gte: quantity } },
      update: { $inc: { available: missing - quantity, reserved: quantity, received: missing } },
    };
  });
  if ((await updateRows(items, changes, session)) !== changes.length) throw new Raced();
};

/** Reserved pieces leave the store: they are sold. */
export const sellReserved = async (items: Model<Item>, quantities: readonly Quantity[], session: ClientSession) =>
  moveReserved(items, quantities, false, session);

/** Reserved pieces go back on the shelf. */
export const releaseReserved = async (items: Model<Item>, quantities: readonly Quantity[], session: ClientSession) =>
  moveReserved(items, quantities, true, session);

const moveReserved = async (
  items: Model<Item>,
  quantities: readonly Quantity[],
  backOnShelf: boolean,
  session: ClientSession,
): Promise<void> => {
  const changes = inOrder(quantities).map(({ itemId, quantity }) => ({
    filter: { _id: itemId, reserved: { $gte: quantity } },
    update: { $inc: { available: backOnShelf ? quantity : 0, reserved: -quantity } },
  }));
  if ((await updateRows(items, changes, session)) !== changes.length)
    throw new Error("a checkout gives back more stock than it reserved");
};

/** The first of the quantities that the shelf does not have now, if any. */
export const findShort = async (items: Model<Item>, quantities: readonly Quantity[]): Promise<Item | undefined> => {
  const found = await items.find({ _id: { $in: quantities.map(({ itemId }) => itemId) } }).lean<Item[]>();
  const wanted = new Map(quantities.map(({ itemId, quantity }) => [itemId, quantity]));
  return found.find(({ _id, available }) => available < (wanted.get(_id) ?? 0));
};
