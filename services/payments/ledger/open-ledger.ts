import type { ClientSession } from "mongoose";
import {
  type AccountKey,
  accountIdOf,
  type EntryReason,
  type LedgerAccount,
  type LedgerRefusal,
  type NewEntry,
  type NewHold,
} from "./ledger.ts";
import type { LedgerModels } from "./ledger-model.ts";
import { postEntry } from "./post-entry.ts";
import { type HoldPosting, holdAmount, postHold, voidHold } from "./resolve-hold.ts";
import { setCreditLimit } from "./set-credit-limit.ts";

/**
 * The ledger as the rest of payments sees it: four verbs, each inside the caller's transaction, so that state, entry and balances commit together (P29).
 * A refusal has written nothing. Nothing else writes the ledger's collections.
 */
export interface Ledger {
  /** Moves money by a new entry. */
  post(session: ClientSession, entry: NewEntry, now: Date): Promise<LedgerRefusal | undefined>;
  /** Sets money aside. */
  hold(session: ClientSession, hold: NewHold, now: Date): Promise<LedgerRefusal | undefined>;
  /** Moves a part or all of what a hold set aside and gives back the rest. */
  postHold(session: ClientSession, posting: HoldPosting, now: Date): Promise<void>;
  /** Gives back what a hold set aside. */
  voidHold(session: ClientSession, hold: { holdId: string; state: "VOIDED" | "EXPIRED" }, now: Date): Promise<void>;
  /** Opens a credit line (an account of kind `credit`), or gives it another limit (not negative). What is owed already stays owed. */
  setCreditLimit(session: ClientSession, key: AccountKey, limit: bigint): Promise<void>;
  /**
   * An account for people to look at, or, in a session that goes on to write it, for a rule. Whether it covers an amount is tested by the verbs themselves
   * (P30).
   */
  findAccount(key: AccountKey, session?: ClientSession): Promise<LedgerAccount | undefined>;
  /** The entry (ent_…) that moved a subject's money for that reason. */
  findEntryId(subjectId: string, reason: EntryReason): Promise<string | undefined>;
}

export const openLedger = (models: LedgerModels): Ledger => ({
  post: (session, entry, now) => postEntry(models, session, entry, now),
  hold: (session, hold, now) => holdAmount(models, session, hold, now),
  postHold: (session, posting, now) => postHold(models, session, posting, now),
  voidHold: (session, hold, now) => voidHold(models, session, hold, now),
  setCreditLimit: (session, key, limit) => setCreditLimit(models, session, key, limit),
  findEntryId: async (subjectId, reason) =>
    (await models.entries.findOne({ subjectId, reason }, { _id: 1 }).lean())?._id,
  findAccount: async (key, session) => {
    const row = await models.accounts
      .findById(accountIdOf(key))
      .session(session ?? null)
      .lean();
    if (!row) return undefined;
    const { _id: accountId, ...account } = row;
    return { accountId, ...account };
  },
});
