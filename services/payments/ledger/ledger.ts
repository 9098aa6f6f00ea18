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
  /** What a channel gave back to payers beyond what their trades had left to refund: its debit balance is what the platform claims of others (P24). */
  excess: { floor: false },
  /** What is on its way back to payers through a channel (P22, P24). It needs no floor: what is taken out of it was set aside before, once. */
  refunding: { floor: false },
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

/** Makes the keys of one kind of account, by owner and currency. */
const keysOf =
  (kind: AccountKind) =>
  (owner: string, currencyCode: string): AccountKey => ({ kind, owner, currencyCode });

export const walletOf = keysOf("wallet");
export const payableOf = keysOf("payable");
export const channelOf = keysOf("channel");
export const suspenseOf = keysOf("suspense");
export const excessOf = keysOf("excess");
export const refundingOf = keysOf("refunding");
export const feesOf = keysOf("fee");
export const drawerOf = keysOf("drawer");
export const slipsOf = keysOf("slips");
export const takingsOf = keysOf("takings");
export const creditOf = keysOf("credit");

export const fundingOf = (currencyCode: string): AccountKey => ({ kind: "funding", owner: "platform", currencyCode });

export const hasFloor = ({ kind }: AccountKey): boolean => ACCOUNT_KINDS[kind].floor;

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
  /**
   * A refund through a channel: set aside, arrived, set free as it failed, or sent back by the payer's bank (P22, P24). The subject is the refund; of a second
   * try, the refund and the number of the try.
   */
  REFUND_RESERVE: "REFUND_RESERVE",
  REFUND_DONE: "REFUND_DONE",
  REFUND_FREED: "REFUND_FREED",
  REFUND_RETURNED: "REFUND_RETURNED",
  /** A refund that had failed arrived after all, when nothing was left for it: the payer has more back than was paid, or the merchant has not enough. */
  REFUND_EXCESS: "REFUND_EXCESS",
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
