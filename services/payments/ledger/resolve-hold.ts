import type { ClientSession } from "mongoose";
import { changesOf, drawsOn } from "./entry-changes.ts";
import {
  type AccountKey,
  accountIdOf,
  accountKeyOf,
  HoldState,
  type LedgerRefusal,
  type NewEntry,
  type NewHold,
  type Posting,
} from "./ledger.ts";
import type { HoldRow, LedgerModels } from "./ledger-model.ts";
import { applyChange, insertEntry, refusalOf } from "./post-entry.ts";

/** Sets an amount aside. Refused, it has written nothing. */
export const holdAmount = async (
  models: LedgerModels,
  session: ClientSession,
  { holdId, account, amount, subjectId, expireTime }: NewHold,
  now: Date,
): Promise<LedgerRefusal | undefined> => {
  if (amount <= 0n) throw new RangeError("a hold's amount is positive");
  const accountId = accountIdOf(account);
  // P26, P30: what is held counts as spent, in the write that tests it.
  const set = await models.accounts.updateOne(
    { _id: accountId, available: { $gte: amount } },
    { $inc: { held: amount, available: -amount } },
    { session },
  );
  if (set.matchedCount === 0) return refusalOf(models, session, accountId);
  await models.holds.create(
    [{ _id: holdId, accountId, amount, state: HoldState.HELD, subjectId, createTime: now, expireTime }],
    { session },
  );
  return undefined;
};

/** How a hold is posted: to whom, how much of it (at most all), and by which entry. */
export interface HoldPosting extends Pick<NewEntry, "entryId" | "reason" | "subjectId"> {
  readonly holdId: string;
  readonly credit: AccountKey;
  readonly amount: bigint;
  /** What the same entry moves on from there: a fee. */
  readonly onward?: readonly Posting[];
}

/** P28: posts a part or all of an open hold and gives the rest back. @throws Error where the hold is not open; RangeError for more than it holds. */
export const postHold = async (
  models: LedgerModels,
  session: ClientSession,
  { holdId, credit, amount, onward = [], ...entry }: HoldPosting,
  now: Date,
): Promise<void> => {
  const posted = { state: HoldState.POSTED, postedAmount: amount, entryId: entry.entryId, resolveTime: now };
  const hold = await resolve(models, session, holdId, posted);
  if (amount <= 0n || amount > hold.amount) throw new RangeError("a hold is posted for a part or all of its amount");
  const debit = accountKeyOf(hold.accountId);
  if (debit.currencyCode !== credit.currencyCode) throw new RangeError("a posting stays in one currency");
  await models.accounts.updateOne(
    { _id: hold.accountId },
    { $inc: { postedDebits: amount, held: -hold.amount, available: hold.amount - amount } },
    { session },
  );
  const postings = [{ debit, credit, amount }, ...onward];
  const changes = changesOf(postings).filter(({ account }) => accountIdOf(account) !== hold.accountId);
  if (changes.some(drawsOn)) throw new RangeError("a hold's entry draws on what was held alone");
  for (const change of changes) await applyChange(models, session, change);
  await insertEntry(models, session, { ...entry, postings }, now);
};

/** P28: gives an open hold back. @throws Error where it is not open. */
export const voidHold = async (
  models: LedgerModels,
  session: ClientSession,
  { holdId, state }: { holdId: string; state: "VOIDED" | "EXPIRED" },
  now: Date,
): Promise<void> => {
  const hold = await resolve(models, session, holdId, { state, resolveTime: now });
  await models.accounts.updateOne(
    { _id: hold.accountId },
    { $inc: { held: -hold.amount, available: hold.amount } },
    { session },
  );
};

/** Ends a hold once: the write finds it only while it is HELD. */
const resolve = async (
  { holds }: LedgerModels,
  session: ClientSession,
  holdId: string,
  outcome: Partial<HoldRow>,
): Promise<HoldRow> => {
  const hold = await holds
    .findOneAndUpdate({ _id: holdId, state: HoldState.HELD }, { $set: outcome }, { session })
    .lean<HoldRow>();
  if (!hold) throw new Error(`hold ${holdId} is not open`);
  return hold;
};
