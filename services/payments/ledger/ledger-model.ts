import { type Connection, type Model, Schema } from "mongoose";
import { modelOf } from "../../../kernel/store/model-of.ts";
import type { AccountKind, EntryReason, HoldState } from "./ledger.ts";

/** A LedgerAccount in the store; `_id` is its accountId. */
export interface AccountRow {
  readonly _id: string;
  readonly kind: AccountKind;
  readonly owner: string;
  readonly currencyCode: string;
  readonly postedDebits: bigint;
  readonly postedCredits: bigint;
  readonly held: bigint;
  readonly available: bigint;
  readonly creditLimit?: bigint;
}

/** One leg of a stored entry. */
interface PostingRow {
  readonly debitAccountId: string;
  readonly creditAccountId: string;
  readonly amount: bigint;
  readonly currencyCode: string;
}

/** A LedgerEntry in the store; `_id` is its entryId. */
export interface EntryRow {
  readonly _id: string;
  readonly reason: EntryReason;
  readonly subjectId: string;
  readonly postings: readonly PostingRow[];
  readonly correctsEntryId?: string;
  readonly createTime: Date;
}

/** A Hold in the store; `_id` is its holdId. */
export interface HoldRow {
  readonly _id: string;
  readonly accountId: string;
  readonly amount: bigint;
  readonly state: HoldState;
  readonly subjectId: string;
  readonly createTime: Date;
  readonly expireTime: Date;
  /** Absent while HELD. */
  readonly resolveTime?: Date;
  /** How much of it was posted, and by which entry; only when POSTED. */
  readonly postedAmount?: bigint;
  readonly entryId?: string;
}

const required = true;

const accountSchema = new Schema<AccountRow>(
  {
    _id: { type: String, required },
    kind: { type: String, required },
    owner: { type: String, required },
    currencyCode: { type: String, required },
    postedDebits: { type: BigInt, required },
    postedCredits: { type: BigInt, required },
    held: { type: BigInt, required },
    available: { type: BigInt, required },
    creditLimit: { type: BigInt },
  },
  { collection: "ledger_accounts", versionKey: false },
);

const postingSchema = new Schema<PostingRow>(
  {
    debitAccountId: { type: String, required },
    creditAccountId: { type: String, required },
    amount: { type: BigInt, required },
    currencyCode: { type: String, required },
  },
  { _id: false },
);

const entrySchema = new Schema<EntryRow>(
  {
    _id: { type: String, required },
    reason: { type: String, required },
    subjectId: { type: String, required },
    postings: { type: [postingSchema], required },
    correctsEntryId: { type: String },
    createTime: { type: Date, required },
  },
  { collection: "ledger_entries", versionKey: false },
);
// Money moves once per subject and reason, whatever else fails to notice a repetition.
entrySchema.index({ subjectId: 1, reason: 1 }, { unique: true });

const refuseChange = (): never => {
  throw new Error("a ledger entry is never changed or removed: post a CORRECTION (P27)");
};
entrySchema.pre(
  ["updateOne", "updateMany", "findOneAndUpdate", "replaceOne", "findOneAndReplace"],
  { document: true, query: true },
  refuseChange,
);
entrySchema.pre(["deleteOne", "deleteMany", "findOneAndDelete"], { document: true, query: true }, refuseChange);
entrySchema.pre("bulkWrite", refuseChange);
entrySchema.pre("save", function () {
  if (!this.isNew) refuseChange();
});

const holdSchema = new Schema<HoldRow>(
  {
    _id: { type: String, required },
    accountId: { type: String, required },
    amount: { type: BigInt, required },
    state: { type: String, required },
    subjectId: { type: String, required },
    createTime: { type: Date, required },
    expireTime: { type: Date, required },
    resolveTime: { type: Date },
    postedAmount: { type: BigInt },
    entryId: { type: String },
  },
  { collection: "ledger_holds", versionKey: false },
);
// Money is set aside once per subject, as it moves once.
holdSchema.index({ subjectId: 1 }, { unique: true });

/** The ledger's collections. */
export interface LedgerModels {
  readonly accounts: Model<AccountRow>;
  readonly entries: Model<EntryRow>;
  readonly holds: Model<HoldRow>;
}

export const ledgerModels = (connection: Connection): LedgerModels => ({
  accounts: modelOf<AccountRow>(connection, "LedgerAccount", accountSchema),
  entries: modelOf<EntryRow>(connection, "LedgerEntry", entrySchema),
  holds: modelOf<HoldRow>(connection, "LedgerHold", holdSchema),
});
