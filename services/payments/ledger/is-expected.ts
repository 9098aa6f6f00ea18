import type { ExpectedEntry } from "./expected-entries.ts";
import { accountIdOf, type Posting } from "./ledger.ts";
import type { EntryRow } from "./ledger-model.ts";

const textOf = (debit: string, credit: string, amount: bigint): string => `${debit} ${credit} ${amount}`;

const storedText = ({ reason, postings }: EntryRow): string => {
  const legs = postings.map((one) => textOf(one.debitAccountId, one.creditAccountId, one.amount));
  return `${reason}: ${legs.sort().join()}`;
};

const dueText = (reason: string, postings: readonly Posting[]): string => {
  const legs = postings.map(({ debit, credit, amount }) => textOf(accountIdOf(debit), accountIdOf(credit), amount));
  return `${reason}: ${legs.sort().join()}`;
};

/** Whether a subject's entries are those that are due, all of them and no others, whatever their order and that of their postings. */
export const isExpected = (stored: readonly EntryRow[], due: readonly ExpectedEntry[]): boolean => {
  const [have, must] = [stored.map(storedText), due.map(({ reason, postings }) => dueText(reason, postings))];
  return have.sort().join(";") === must.sort().join(";");
};
