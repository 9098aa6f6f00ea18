import { HoldState } from "./ledger.ts";
import type { AccountRow, EntryRow, LedgerModels } from "./ledger-model.ts";
import { scanCollection, type View } from "./scan-collection.ts";

/** How many accounts one reading of all entries sums up: it bounds the memory, at the price of one reading per so many accounts. */
const ACCOUNTS_PER_READING = 50_000;

/** What one currency's accounts come to. In a sound ledger debits equal credits. */
export interface CurrencyTotals {
  readonly currencyCode: string;
  readonly accounts: number;
  readonly debits: bigint;
  readonly credits: bigint;
  readonly held: bigint;
}

export interface Replay {
  readonly accounts: number;
  readonly entries: number;
  readonly currencies: readonly CurrencyTotals[];
}

/** Told what is wrong, in one line. */
export type Complain = (problem: string) => void;

/** What an account must stand at by the entries and open holds. */
interface Sums {
  debits: bigint;
  credits: bigint;
  held: bigint;
}

/** P25: adds up every entry and every open hold anew and holds the sums against each stored balance. */
export const replayEntries = async (
  models: LedgerModels,
  view: View,
  complain: Complain,
  accountsPerReading = ACCOUNTS_PER_READING,
): Promise<Replay> => {
  const whole = await checkEntries(models, view, complain);
  const totals = new Map<string, CurrencyTotals>();
  let accounts = 0;
  let legs = 0;
  let group: AccountRow[] = [];
  const settle = async (): Promise<void> => {
    legs += await compareGroup(models, view, group, complain);
    for (const account of group) addTotals(totals, account);
    accounts += group.length;
    group = [];
  };
  for await (const rows of scanCollection(models.accounts, view)) {
    group.push(...rows);
    if (group.length >= accountsPerReading) await settle();
  }
  if (group.length > 0) await settle();
  if (legs !== whole.legs)
    complain(`${whole.legs - legs} of ${whole.legs} postings' sides are on accounts that do not exist`);
  for (const { currencyCode, debits, credits } of totals.values())
    if (debits !== credits)
      complain(`${currencyCode}: the accounts' debits ${debits} differ from their credits ${credits}`);
  return { accounts, entries: whole.entries, currencies: [...totals.values()] };
};

/** Counts the entries and the sides of their postings, and looks at each by itself. */
const checkEntries = async (models: LedgerModels, view: View, complain: Complain) => {
  let entries = 0;
  let legs = 0;
  for await (const rows of scanCollection(models.entries, view))
    for (const entry of rows) {
      entries += 1;
      legs += 2 * entry.postings.length;
      if (!isWellFormed(entry)) complain(`entry ${entry._id} has a posting that is not positive or crosses currencies`);
    }
  return { entries, legs };
};

const isWellFormed = ({ postings }: EntryRow): boolean =>
  postings.length > 0 &&
  postings.every(
    ({ amount, currencyCode, debitAccountId, creditAccountId }) =>
      amount > 0n && [debitAccountId, creditAccountId].every((accountId) => accountId.endsWith(`:${currencyCode}`)),
  );

/** Compares a group of accounts with the entries and holds; answers how many sides of postings were theirs. */
const compareGroup = async (
  models: LedgerModels,
  view: View,
  group: AccountRow[],
  complain: Complain,
): Promise<number> => {
  const sums = new Map<string, Sums>(group.map(({ _id }) => [_id, { debits: 0n, credits: 0n, held: 0n }]));
  const legs = await sumEntries(models, view, sums);
  for await (const holds of scanCollection(models.holds, view, { state: HoldState.HELD }))
    for (const { accountId, amount } of holds) {
      const sum = sums.get(accountId);
      if (sum) sum.held += amount;
    }
  for (const account of group) compareAccount(account, sums.get(account._id)!, complain);
  return legs;
};

const sumEntries = async (models: LedgerModels, view: View, sums: Map<string, Sums>): Promise<number> => {
  let legs = 0;
  for await (const entries of scanCollection(models.entries, view))
    for (const { debitAccountId, creditAccountId, amount } of entries.flatMap(({ postings }) => postings)) {
      const debited = sums.get(debitAccountId);
      const credited = sums.get(creditAccountId);
      if (debited) debited.debits += amount;
      if (credited) credited.credits += amount;
      legs += Number(debited !== undefined) + Number(credited !== undefined);
    }
  return legs;
};

/** The kinds that nothing may bring below zero (P26). A credit line may stand below its limit, when that was lowered. */
const NEVER_SHORT: ReadonlySet<AccountRow["kind"]> = new Set([
  ...(["wallet", "payable", "suspense", "refunding", "takings"] as const),
]);

const compareAccount = (account: AccountRow, sums: Sums, complain: Complain): void => {
  const { _id, postedDebits, postedCredits, held, available, creditLimit = 0n } = account;
  const stored = { debits: postedDebits, credits: postedCredits, held, available };
  const replayed = { ...sums, available: sums.credits - sums.debits - sums.held + creditLimit };
  for (const [figure, value] of Object.entries(replayed)) {
    const kept = stored[figure as keyof typeof stored];
    if (kept !== value) complain(`account ${_id}: ${figure} is ${kept}, its entries and holds come to ${value}`);
  }
  if (NEVER_SHORT.has(account.kind) && replayed.available < 0n)
    complain(`account ${_id}: more is drawn from it than it had: ${replayed.available}`);
};

const addTotals = (totals: Map<string, CurrencyTotals>, account: AccountRow): void => {
  const { currencyCode } = account;
  const before = totals.get(currencyCode) ?? { currencyCode, accounts: 0, debits: 0n, credits: 0n, held: 0n };
  totals.set(currencyCode, {
    currencyCode,
    accounts: before.accounts + 1,
    debits: before.debits + account.postedDebits,
    credits: before.credits + account.postedCredits,
    held: before.held + account.held,
  });
};
