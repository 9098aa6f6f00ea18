import type { Store } from "../../../kernel/store/open-store.ts";
import { physicalCardModel } from "../physical/physical-card-model.ts";
import { isPaid, refundDues } from "../sale/sale.ts";
import { type SaleRow, saleModel } from "../sale/sale-model.ts";
import { type Account, NO_POINTS, sumOf } from "./points.ts";
import { type BucketRow, type EntryRow, type PointsAccountRow, pointsModels } from "./points-model.ts";

/** What a check of all points found. */
export interface PointsCheck {
  /** How many cards and entries were looked at. */
  readonly cards: number;
  readonly entries: number;
  /** In words, each with its ids; empty where everything agrees. */
  readonly mismatches: readonly string[];
}

type Balances = Record<Account, bigint>;

/** What a card's entries make of it, one after the other. */
interface Replayed {
  readonly balances: Balances;
  /** By the millisecond at which the bucket ends. */
  readonly buckets: ReadonlyMap<number, bigint>;
  readonly count: number;
  readonly mismatches: readonly string[];
}

const replay = (cardId: string, entries: readonly EntryRow[]): Replayed => {
  const balances: Balances = { ...NO_POINTS.accounts };
  const buckets = new Map<number, bigint>();
  const mismatches: string[] = [];
  for (const [index, entry] of entries.entries()) {
    if (entry.entryNumber !== index + 1) mismatches.push(`card ${cardId}: entry ${index + 1} is missing`);
    for (const { from, to, points } of entry.postings) {
      if (points <= 0n) mismatches.push(`entry ${entry._id} moves ${points} points`);
      balances[from] -= points;
      balances[to] += points;
    }
    for (const { expireTime, change } of entry.buckets)
      buckets.set(expireTime.getTime(), (buckets.get(expireTime.getTime()) ?? 0n) + change);
  }
  return { balances, buckets, count: entries.length, mismatches };
};

const checkAccount = (account: PointsAccountRow, buckets: readonly BucketRow[], replayed: Replayed): string[] => {
  const { _id } = account;
  const found: string[] = [];
  for (const name of Object.keys(NO_POINTS.accounts) as Account[])
    if (account[name] !== replayed.balances[name])
      found.push(`card ${_id}: ${account[name]} ${name}, but its entries make ${replayed.balances[name]}`);
  if (account.entryCount !== replayed.count)
    found.push(`card ${_id}: counts ${account.entryCount} entries, but has ${replayed.count}`);
  for (const name of ["pending", "held", "spent", "expired"] as const)
    if (account[name] < 0n) found.push(`card ${_id}: ${account[name]} ${name}`);
  for (const { expireTime, remaining } of buckets)
    if (remaining < 0n || remaining !== (replayed.buckets.get(expireTime.getTime()) ?? 0n))
      found.push(`card ${_id}: ${remaining} in the bucket of ${expireTime.toISOString()} against its entries`);
  const usable = buckets.reduce((sum, { remaining }) => sum + remaining, 0n);
  if (usable !== (account.available > 0n ? account.available : 0n))
    found.push(`card ${_id}: ${account.available} available, but ${usable} in its buckets`);
  const ended = buckets.reduce((sum, { expired, forgiven }) => sum + expired - forgiven, 0n);
  if (ended !== account.expired) found.push(`card ${_id}: ${account.expired} expired, but ${ended} of its buckets`);
  return found;
};

/** What the sales say that the accounts must hold, and whether each has moved what its refunds demand. */
const checkSales = (account: PointsAccountRow, sales: readonly SaleRow[], merged: bigint): string[] => {
  const found: string[] = [];
  const sums = { issued: 0n, pending: 0n, held: 0n, spent: 0n };
  for (const sale of sales) {
    sums.held += sumOf(sale.heldParts ?? []);
    if (!isPaid(sale)) continue;
    const left = sale.earned - sale.takenBack;
    sums.issued -= left;
    if (!sale.isFinal) sums.pending += left;
    sums.spent += sumOf(sale.spentParts);
    const dues = refundDues(sale);
    if (dues.takenBack !== sale.takenBack || dues.givenBack !== sale.givenBack)
      found.push(`sale ${sale._id}: ${sale.takenBack} taken back and ${sale.givenBack} given back against its refunds`);
    if (sumOf(sale.spentParts) !== sale.spent - sale.givenBack)
      found.push(`sale ${sale._id}: ${sale.spent} spent and ${sale.givenBack} given back against its parts`);
  }
  for (const name of ["issued", "pending", "held", "spent"] as const)
    if (sums[name] !== account[name])
      found.push(`card ${account._id}: ${account[name]} ${name}, but its sales make ${sums[name]}`);
  if (account.merged !== -merged)
    found.push(`card ${account._id}: ${account.merged} merged, but cards of plastic with ${merged} points`);
  return found;
};

/**
 * Holds the points of every card against its entries, replayed from the first, against its sales and their refunds, and against the cards of plastic that were merged
 * into it (C15, V23). To be run on a store where nothing is being written.
 */
export const verifyPoints = async ({ connection }: Store): Promise<PointsCheck> => {
  const { accounts, buckets, entries } = pointsModels(connection);
  const [sales, plastic] = [saleModel(connection), physicalCardModel(connection)];
  const check = { cards: 0, entries: 0, mismatches: [] as string[] };
  for await (const row of accounts.find().lean<PointsAccountRow[]>().cursor()) {
    const account = row as PointsAccountRow;
    const cardId = account._id;
    const journal = await entries
      .find({ _id: { $gt: `${cardId}:`, $lt: `${cardId};` } })
      .sort({ _id: 1 })
      .lean<EntryRow[]>();
    const replayed = replay(cardId, journal);
    const bound = await plastic.find({ boundCardId: cardId }).lean();
    const merged = bound.reduce((sum, { oldPoints }) => sum + oldPoints, 0n);
    check.cards++;
    check.entries += journal.length;
    check.mismatches.push(
      ...replayed.mismatches,
      ...checkAccount(account, await buckets.find({ cardId }).lean<BucketRow[]>(), replayed),
      ...checkSales(account, await sales.find({ cardId }).lean<SaleRow[]>(), merged),
    );
  }
  return check;
};
