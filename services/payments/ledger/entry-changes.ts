import { type AccountKey, accountIdOf, hasFloor, type Posting } from "./ledger.ts";

/** What an entry comes to on each account, without any I/O. */

/** What an entry does to one account. */
export interface AccountChange {
  readonly account: AccountKey;
  readonly debits: bigint;
  readonly credits: bigint;
}

/**
 * What an entry does to each account, in the order in which it must be written: the one that is drawn on first, as it alone can refuse; the others, which
 * may be hot, last, so that they are locked for the shortest time.
 * @throws RangeError for an entry that no caller may ask for: an amount that is not positive, accounts of two currencies, a posting from an account to
 * itself, two floored accounts drawn on (the second's refusal would leave the first's change to be undone).
 */
export const changesOf = (postings: readonly Posting[]): AccountChange[] => {
  const changes = new Map<string, AccountChange>();
  const add = (account: AccountKey, debits: bigint, credits: bigint): void => {
    const accountId = accountIdOf(account);
    const before = changes.get(accountId) ?? { account, debits: 0n, credits: 0n };
    changes.set(accountId, { account, debits: before.debits + debits, credits: before.credits + credits });
  };
  for (const posting of postings) {
    assertPosting(posting);
    add(posting.debit, posting.amount, 0n);
    add(posting.credit, 0n, posting.amount);
  }
  const drawn = [...changes.values()].filter(drawsOn);
  if (drawn.length > 1) throw new RangeError("an entry may draw on one floored account only");
  return [...drawn, ...[...changes.values()].filter((change) => !drawsOn(change))];
};

/** Whether the change must be refused where the account cannot cover it. */
export const drawsOn = ({ account, debits, credits }: AccountChange): boolean => hasFloor(account) && debits > credits;

const assertPosting = ({ debit, credit, amount }: Posting): void => {
  if (amount <= 0n) throw new RangeError("a posting's amount is positive");
  if (debit.currencyCode !== credit.currencyCode) throw new RangeError("a posting stays in one currency");
  if (accountIdOf(debit) === accountIdOf(credit)) throw new RangeError("a posting needs two accounts");
};
