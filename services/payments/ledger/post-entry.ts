import type { ClientSession } from "mongoose";
import { insertRow, updateRow } from "../../../kernel/store/rows.ts";
import { type AccountChange, changesOf, drawsOn } from "./entry-changes.ts";
import { accountIdOf, EntryReason, type LedgerRefusal, type NewEntry } from "./ledger.ts";
import type { LedgerModels } from "./ledger-model.ts";

/**
 * Writes an entry and its balances. Refused, it has written nothing; so the caller may commit what else its session holds.
 * @throws RangeError as changesOf does, and for a correction that does not name an entry.
 */
export const postEntry = async (
  models: LedgerModels,
  session: ClientSession,
  entry: NewEntry,
  now: Date,
): Promise<LedgerRefusal | undefined> => {
  await assertLink(models, session, entry);
  for (const change of changesOf(entry.postings)) {
    if (drawsOn(change)) {
      const refusal = await draw(models, session, change);
      if (refusal) return refusal;
    } else await applyChange(models, session, change);
  }
  await insertEntry(models, session, entry, now);
  return undefined;
};

/** P27: a correction names the entry that it puts right, and nothing else names one. */
const assertLink = async (models: LedgerModels, session: ClientSession, entry: NewEntry): Promise<void> => {
  const { reason, correctsEntryId } = entry;
  if ((reason === EntryReason.CORRECTION) !== (correctsEntryId !== undefined))
    throw new RangeError("a correction, and only a correction, names the entry that it corrects");
  if (correctsEntryId && !(await models.entries.exists({ _id: correctsEntryId }).session(session)))
    throw new RangeError(`there is no entry ${correctsEntryId} to correct`);
};

/** P26, P30: one conditional write tests what is available (posted less held) and spends it. */
const draw = async (
  { accounts }: LedgerModels,
  session: ClientSession,
  { account, debits, credits }: AccountChange,
): Promise<LedgerRefusal | undefined> => {
  const _id = accountIdOf(account);
  const spending = {
    filter: { _id, available: { $gte: debits - credits } },
    update: { $inc: { postedDebits: debits, postedCredits: credits, available: credits - debits } },
  };
  return (await updateRow(accounts, spending, { session })) === 1 ? undefined : refusalOf({ accounts }, session, _id);
};

/** Why a conditional write met no account: there is none, or it cannot cover the amount. */
export const refusalOf = async (
  { accounts }: Pick<LedgerModels, "accounts">,
  session: ClientSession,
  accountId: string,
): Promise<LedgerRefusal> =>
  (await accounts.exists({ _id: accountId }).session(session)) ? "FUNDS_SHORT" : "ACCOUNT_MISSING";

/** A change that nothing can refuse. An account is born by its first credit, or by its first debit where it has no floor. */
export const applyChange = async (
  { accounts }: LedgerModels,
  session: ClientSession,
  { account, debits, credits }: AccountChange,
): Promise<void> => {
  const update = {
    $inc: { postedDebits: debits, postedCredits: credits, available: credits - debits },
    $setOnInsert: { kind: account.kind, owner: account.owner, currencyCode: account.currencyCode, held: 0n },
  };
  await updateRow(accounts, { filter: { _id: accountIdOf(account) }, update }, { session, upsert: true });
};

export const insertEntry = async (
  { entries }: LedgerModels,
  session: ClientSession,
  { entryId, reason, subjectId, postings, correctsEntryId }: NewEntry,
  now: Date,
): Promise<void> => {
  const rows = postings.map(({ debit, credit, amount }) => ({
    debitAccountId: accountIdOf(debit),
    creditAccountId: accountIdOf(credit),
    amount,
    currencyCode: debit.currencyCode,
  }));
  await insertRow(
    entries,
    { _id: entryId, reason, subjectId, postings: rows, ...(correctsEntryId && { correctsEntryId }), createTime: now },
    session,
  );
};
