import type { Model } from "mongoose";
import type { RepaymentRow } from "../credit/repayment-model.ts";
import type { TransferRow } from "../transfer/transfer-model.ts";
import { accountIdOf, creditOf, EntryReason, walletOf } from "./ledger.ts";
import type { EntryRow, LedgerModels } from "./ledger-model.ts";
import type { Complain } from "./replay-entries.ts";
import { scanCollection, type View } from "./scan-collection.ts";

export interface TransferModels extends LedgerModels {
  readonly transfers: Model<TransferRow>;
  readonly repayments: Model<RepaymentRow>;
}

/** What must have moved: for each transfer and repayment one entry of one posting. */
interface Movement {
  readonly subjectId: string;
  readonly reason: EntryReason;
  readonly debit: string;
  readonly credit: string;
  readonly amount: bigint;
}

/** Holds every transfer and every repayment against the ledger, both ways: each has its entry, and no entry is without its transfer or repayment. */
export const compareTransfers = async (models: TransferModels, view: View, complain: Complain): Promise<void> => {
  for await (const rows of scanCollection(models.transfers, view))
    await compareMovements(models, view, rows.map(transferMovement), complain);
  for await (const rows of scanCollection(models.repayments, view))
    await compareMovements(models, view, rows.map(repaymentMovement), complain);
  const reasons = [EntryReason.TRANSFER, EntryReason.REPAYMENT];
  for await (const rows of scanCollection(models.entries, view, { reason: { $in: reasons } })) {
    const known = await knownSubjects(models, view, rows);
    for (const { _id, subjectId } of rows)
      if (!known.has(subjectId)) complain(`entry ${_id} moved money for ${subjectId}, which does not exist`);
  }
};

const transferMovement = ({ _id, payerUserId, payeeUserId, amount, currencyCode }: TransferRow): Movement => ({
  subjectId: _id,
  reason: EntryReason.TRANSFER,
  debit: accountIdOf(walletOf(payerUserId, currencyCode)),
  credit: accountIdOf(walletOf(payeeUserId, currencyCode)),
  amount,
});

const repaymentMovement = ({ _id, userId, amount, currencyCode }: RepaymentRow): Movement => ({
  subjectId: _id,
  reason: EntryReason.REPAYMENT,
  debit: accountIdOf(walletOf(userId, currencyCode)),
  credit: accountIdOf(creditOf(userId, currencyCode)),
  amount,
});

const compareMovements = async (
  { entries }: TransferModels,
  view: View,
  movements: readonly Movement[],
  complain: Complain,
): Promise<void> => {
  const subjects = movements.map(({ subjectId }) => subjectId);
  const rows = await entries
    .find({ subjectId: { $in: subjects } })
    .session(view)
    .lean<EntryRow[]>();
  const entryOf = new Map(rows.map((entry) => [entry.subjectId, entry]));
  for (const movement of movements) {
    const entry = entryOf.get(movement.subjectId);
    if (!entry || !isEntryOf(movement, entry)) complain(`${movement.subjectId} has no entry that moved its money`);
  }
};

const isEntryOf = (movement: Movement, { reason, postings: [posting, ...others] }: EntryRow): boolean =>
  reason === movement.reason &&
  others.length === 0 &&
  posting?.debitAccountId === movement.debit &&
  posting.creditAccountId === movement.credit &&
  posting.amount === movement.amount;

const knownSubjects = async (
  { transfers, repayments }: TransferModels,
  view: View,
  rows: readonly { readonly subjectId: string }[],
): Promise<Set<string>> => {
  const among = { _id: { $in: rows.map(({ subjectId }) => subjectId) } };
  const found = [
    ...(await transfers.find(among, { _id: 1 }).session(view).lean()),
    ...(await repayments.find(among, { _id: 1 }).session(view).lean()),
  ];
  return new Set(found.map(({ _id }) => _id));
};
