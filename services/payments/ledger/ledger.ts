/**
 * The ledger's nouns and the rules that need no store (P25-P28). Double entry, append only, int64 minor units.
 *
 * Sign: an account's balance is credits less debits. A wallet and a merchant's payable are what the platform owes, so they stand above zero;
 * the platform's funding account is where that money came from, so it stands below. All balances of a currency sum to zero at every write.
 */

/** Kinds of account. `floor`: the balance less what is held may not fall below zero. */
const ACCOUNT_KINDS = {
  /** What the platform owes a wallet user. */
  wallet: { floor: true },
  /** What the platform owes a merchant and will settle. */
  payable: { floor: true },
  /**
   * What a user has taken of a credit line: it stands below zero by what is owed. Its floor is minus the account's credit limit, which is part of what is
   * available.
   */
  credit: { floor: true },
  /** What an outside channel has taken for us and still owes us: its debit balance. It stands on either side, as the channel may owe or be owed. */
  channel: { floor: false },
  /** What a channel took for trades that were not to be paid any more, until it is given back (P8). */
  suspense: { floor: true },
  /** What is on its way back to payers through a channel (P22, P24). */
  refunding: { floor: true },
  /** What the platform has charged a merchant. A refund may bring back what an earlier day's statement has taken out, so it has no floor. */
  fee: { floor: false },
  /** Memo: the cash in a store's drawer, and the claims on others that its till has taken; both stand below zero, as what is there. */
  drawer: { floor: false },
  slips: { floor: false },
  /** Memo: what a merchant's tills have taken in by themselves. The platform owes nothing of it. */
  takings: { floor: true },
  /** Where money enters the platform. Its debit balance is what has entered. */
  funding: { floor: false },
} as const;

export type AccountKind = keyof typeof ACCOUNT_KINDS;

/** What names an account: nobody has two of a kind and currency. */
export interface AccountKey {
  readonly kind: AccountKind;
  /** usr_…, mer_…, str_…, a channel's id or `platform`. */
  readonly owner: string;
  readonly currencyCode: string;
}

/** An account's id is its key, so that a payment finds its accounts without a look-up: `wallet:usr_demoshopper1:CNY`. */
export const accountIdOf = ({ kind, owner, currencyCode }: AccountKey): string => `${kind}:${owner}:${currencyCode}`;

/** The key that an account's id is. */
export const accountKeyOf = (accountId: string): AccountKey => {
  const [kind, owner, currencyCode] = accountId.split(":") as [AccountKind, string, string];
  return { kind, owner, currencyCode };
};

export const walletOf = (userId: string, currencyCode: string): AccountKey => ({
  kind: "wallet",
  owner: userId,
  currencyCode,
});

export const payableOf = (merchantId: string, currencyCode: string): AccountKey => ({
  kind: "payable",
  owner: merchantId,
  currencyCode,
});

export const channelOf = (channelId: string, currencyCode: string): AccountKey => ({
  kind: "channel",
  owner: channelId,
  currencyCode,
});

export const suspenseOf = (channelId: string, currencyCode: string): AccountKey => ({
  kind: "suspense",
  owner: channelId,
  currencyCode,
});

export const feesOf = (merchantId: string, currencyCode: string): AccountKey => ({
  kind: "fee",
  owner: merchantId,
  currencyCode,
});

export const drawerOf = (storeId: string, currencyCode: string): AccountKey => ({
  kind: "drawer",
  owner: storeId,
  currencyCode,
});

export const slipsOf = (storeId: string, currencyCode: string): AccountKey => ({
  kind: "slips",
  owner: storeId,
  currencyCode,
});

export const takingsOf = (merchantId: string, currencyCode: string): AccountKey => ({
  kind: "takings",
  owner: merchantId,
  currencyCode,
});

export const creditOf = (userId: string, currencyCode: string): AccountKey => ({
  kind: "credit",
  owner: userId,
  currencyCode,
});

export const fundingOf = (currencyCode: string): AccountKey => ({ kind: "funding", owner: "platform", currencyCode });

const hasFloor = ({ kind }: AccountKey): boolean => ACCOUNT_KINDS[kind].floor;

/** An account as it is stored. `postedDebits` and `postedCredits` only grow. */
export interface LedgerAccount extends AccountKey {
  readonly accountId: string;
  readonly postedDebits: bigint;
  readonly postedCredits: bigint;
  /** The sum of its open holds. */
  readonly held: bigint;
  /** How far below zero a `credit` account may go; absent on every other kind. */
  readonly creditLimit?: bigint;
  /** postedCredits - postedDebits - held + creditLimit: what may be drawn. Stored, so that one conditional write can test and spend it (P26, P30). */
  readonly available: bigint;
}

/** One leg of an entry: takes `amount` from one account and gives it to the other. */
export interface Posting {
  readonly debit: AccountKey;
  readonly credit: AccountKey;
  /** Positive minor units of the accounts' common currency. */
  readonly amount: bigint;
}

/** Why an entry exists. */
export const EntryReason = {
  FUNDING: "FUNDING",
  PAYMENT: "PAYMENT",
  /** From one user's wallet to another's. */
  TRANSFER: "TRANSFER",
  /** From a user's wallet to what the user owes on the credit line. */
  REPAYMENT: "REPAYMENT",
  REFUND: "REFUND",
  CORRECTION: "CORRECTION",
  /** A channel took money for a trade that is not to be paid any more, and gave it back (P8). The subject is the attempt. */
  LATE_PAYMENT: "LATE_PAYMENT",
  LATE_REFUND: "LATE_REFUND",
} as const;

export type EntryReason = (typeof EntryReason)[keyof typeof EntryReason];

/** An entry as it is asked for. Once written it is never changed (P27). */
export interface NewEntry {
  /** ent_… */
  readonly entryId: string;
  readonly reason: EntryReason;
  /** What the entry is the money side of: a trade, a refund, … One entry per subject and reason, by a unique index: money moves once. */
  readonly subjectId: string;
  readonly postings: readonly Posting[];
  /** The entry that this one puts right (P27); required of, and only for, a CORRECTION. */
  readonly correctsEntryId?: string;
}

/** States of a hold; all but HELD are final (P28). */
export const HoldState = {
  /** The amount is set aside. Exits: POSTED, VOIDED, EXPIRED. */
  HELD: "HELD",
  /** Part or all of it was posted, the rest given back. */
  POSTED: "POSTED",
  VOIDED: "VOIDED",
  EXPIRED: "EXPIRED",
} as const;

export type HoldState = (typeof HoldState)[keyof typeof HoldState];

/** A hold as it is asked for. */
export interface NewHold {
  /** hld_… */
  readonly holdId: string;
  readonly account: AccountKey;
  readonly amount: bigint;
  /** What it is held for: a trade. */
  readonly subjectId: string;
  readonly expireTime: Date;
}

/** Why the ledger would not draw on an account. */
export type LedgerRefusal = "ACCOUNT_MISSING" | "FUNDS_SHORT";

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
