import type { AccountRow, EntryRow, HoldRow } from "../../services/payments/ledger/ledger-model.ts";
import type { Change, Mirror } from "./mirror.ts";
import type { Complain } from "./payment-rules.ts";

interface Sums {
  debits: bigint;
  credits: bigint;
  held: bigint;
}

const isOfMerchant = (accountId: string): boolean => accountId.startsWith("payable:");

const FLOORED = /^(wallet|payable|credit|suspense|refunding|takings):/;

/** P17, P25-P28: the books, held against the entries alone. */
export class LedgerRules {
  readonly #mirror: Mirror;
  readonly #complain: Complain;
  readonly #sums = new Map<string, Sums>();
  readonly #entryOf = new Map<string, EntryRow>();
  readonly #holdOf = new Map<string, string>();
  readonly #totals = new Map<string, bigint>();

  constructor(mirror: Mirror, complain: Complain) {
    this.#mirror = mirror;
    this.#complain = complain;
  }

  /** The one entry about a subject for a reason. */
  entryOf(subjectId: string, reason: EntryRow["reason"]): EntryRow | undefined {
    return this.#entryOf.get(`${subjectId} ${reason}`);
  }

  /** The hold of a trade. */
  holdOf(tradeId: string): HoldRow | undefined {
    return this.#mirror.get<HoldRow>("ledger_holds", this.#holdOf.get(tradeId));
  }

  check(changes: readonly Change[]): void {
    const accounts = new Set<string>();
    for (const change of changes) {
      const { collection, id, before, after } = change;
      if (collection === "ledger_entries" && before) this.#complain(`P27: entry ${id} was changed or removed`);
      if (collection === "ledger_entries" && after) this.#noteEntry(after as EntryRow, accounts);
      if (collection === "ledger_holds") this.#noteHold(change as Change<HoldRow>, accounts);
      if (collection === "ledger_accounts") this.#noteAccount(change as Change<AccountRow>, accounts);
    }
    for (const accountId of accounts) this.#checkAccount(accountId);
    if (accounts.size === 0) return;
    for (const [currency, balance] of this.#totals)
      if (balance !== 0n) this.#complain(`P25: ${currency}: the accounts' credits less debits come to ${balance}`);
  }

  #noteEntry(entry: EntryRow, accounts: Set<string>): void {
    const { _id, subjectId, reason, postings } = entry;
    const name = `${subjectId} ${reason}`;
    if (this.#entryOf.has(name)) this.#complain(`P25: ${name} moved money twice`);
    this.#entryOf.set(name, entry);
    const isLate = reason === "LATE_PAYMENT" || reason === "LATE_REFUND";
    const accountIds = postings.flatMap(({ debitAccountId, creditAccountId }) => [debitAccountId, creditAccountId]);
    if (isLate !== accountIds.some((id) => id.startsWith("suspense:")) || (isLate && accountIds.some(isOfMerchant)))
      this.#complain(`P8: entry ${_id} for ${reason} moves between ${accountIds}`);
    for (const { debitAccountId, creditAccountId, amount } of postings) {
      if (amount <= 0n) this.#complain(`P17: entry ${_id} moves ${amount}`);
      this.#sumsOf(debitAccountId).debits += amount;
      this.#sumsOf(creditAccountId).credits += amount;
      accounts.add(debitAccountId).add(creditAccountId);
    }
  }

  #noteHold({ id, before, after }: Change<HoldRow>, accounts: Set<string>): void {
    if (!after) {
      this.#complain(`P28: hold ${id} was removed`);
      return;
    }
    if (before && before.state !== "HELD") this.#complain(`P28: hold ${id} was ${before.state} and is ${after.state}`);
    if (after.postedAmount !== undefined && after.postedAmount > after.amount)
      this.#complain(`P28: hold ${id} was posted for more than its amount`);
    const other = this.#holdOf.get(after.subjectId);
    if (other && other !== id) this.#complain(`P28: trade ${after.subjectId} has two holds`);
    this.#holdOf.set(after.subjectId, id);
    const heldOf = (hold: HoldRow | undefined): bigint => (hold?.state === "HELD" ? hold.amount : 0n);
    this.#sumsOf(after.accountId).held += heldOf(after) - heldOf(before);
    accounts.add(after.accountId);
  }

  #noteAccount({ id, before, after }: Change<AccountRow>, accounts: Set<string>): void {
    if (!after) {
      this.#complain(`P25: account ${id} was removed`);
      return;
    }
    const balance = (row: AccountRow | undefined): bigint => (row ? row.postedCredits - row.postedDebits : 0n);
    const { currencyCode } = after;
    this.#totals.set(currencyCode, (this.#totals.get(currencyCode) ?? 0n) + balance(after) - balance(before));
    accounts.add(id);
  }

  #sumsOf(accountId: string): Sums {
    const sums = this.#sums.get(accountId) ?? { debits: 0n, credits: 0n, held: 0n };
    this.#sums.set(accountId, sums);
    return sums;
  }

  #checkAccount(accountId: string): void {
    const row = this.#mirror.get<AccountRow>("ledger_accounts", accountId);
    const { debits, credits, held } = this.#sumsOf(accountId);
    if (!row) {
      this.#complain(`P25: account ${accountId} has entries but does not exist`);
      return;
    }
    const available = credits - debits - held + (row.creditLimit ?? 0n);
    const stored = `${row.postedDebits} ${row.postedCredits} ${row.held} ${row.available}`;
    const replayed = `${debits} ${credits} ${held} ${available}`;
    if (stored !== replayed)
      this.#complain(`P25: account ${accountId} (debits credits held available) is ${stored}, replayed ${replayed}`);
    if (FLOORED.test(accountId) && available < 0n)
      this.#complain(`P26: account ${accountId} is below its floor: ${available}`);
  }
}
