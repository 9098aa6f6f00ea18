import { type Connection, type Model, Schema } from "mongoose";
import { modelOf } from "../../../kernel/store/model-of.ts";
import type { Accounts, Bucket, Posting, Reason } from "./points.ts";

/** The accounts of a card in the store; `_id` is the card's. They sum to zero. */
export interface PointsAccountRow extends Accounts {
  readonly _id: string;
  readonly merchantId: string;
  readonly userId: string;
  /** How many entries there are. */
  readonly entryCount: number;
}

/** A bucket in the store; `_id` is `<card id>:<the millisecond at which it ends>`. */
export interface BucketRow extends Bucket {
  readonly _id: string;
  readonly cardId: string;
  /** Whether something is left in it. */
  readonly isLive: boolean;
}

/** What an entry did to a bucket; negative: it left. */
export interface BucketChange {
  readonly expireTime: Date;
  readonly change: bigint;
}

/** A movement in the store; never changed. `_id` sorts a card's entries as they were made. */
export interface EntryRow {
  readonly _id: string;
  readonly cardId: string;
  readonly entryNumber: number;
  readonly reason: Reason;
  readonly postings: readonly Posting[];
  readonly buckets: readonly BucketChange[];
  readonly merchantTradeId?: string;
  readonly entryTime: Date;
}

const required = true;
const points = { type: BigInt, required };

const accountSchema = new Schema<PointsAccountRow>(
  {
    _id: { type: String, required },
    merchantId: { type: String, required },
    userId: { type: String, required },
    issued: points,
    merged: points,
    pending: points,
    available: points,
    held: points,
    spent: points,
    expired: points,
    entryCount: { type: Number, required },
  },
  { collection: "points_accounts", versionKey: false },
);

const bucketSchema = new Schema<BucketRow>(
  {
    _id: { type: String, required },
    cardId: { type: String, required },
    expireTime: { type: Date, required },
    remaining: points,
    expired: points,
    forgiven: points,
    isLive: { type: Boolean, required },
  },
  { collection: "points_buckets", versionKey: false },
);
// What can be used, and what the job looks for: as long as something is left in them.
bucketSchema.index({ cardId: 1 }, { partialFilterExpression: { isLive: true } });
bucketSchema.index({ expireTime: 1 }, { partialFilterExpression: { isLive: true } });

const entrySchema = new Schema<EntryRow>(
  {
    _id: { type: String, required },
    cardId: { type: String, required },
    entryNumber: { type: Number, required },
    reason: { type: String, required },
    postings: [{ from: { type: String, required }, to: { type: String, required }, points, _id: false }],
    buckets: [{ expireTime: { type: Date, required }, change: points, _id: false }],
    merchantTradeId: { type: String },
    entryTime: { type: Date, required },
  },
  { collection: "points_entries", versionKey: false },
);

export interface PointsModels {
  readonly accounts: Model<PointsAccountRow>;
  readonly buckets: Model<BucketRow>;
  readonly entries: Model<EntryRow>;
}

export const pointsModels = (connection: Connection): PointsModels => ({
  accounts: modelOf<PointsAccountRow>(connection, "PointsAccount", accountSchema),
  buckets: modelOf<BucketRow>(connection, "PointsBucket", bucketSchema),
  entries: modelOf<EntryRow>(connection, "PointsEntry", entrySchema),
});

const NUMBER_DIGITS = 12;

export const entryIdOf = (cardId: string, entryNumber: number): string =>
  `${cardId}:${String(entryNumber).padStart(NUMBER_DIGITS, "0")}`;

export const bucketIdOf = (cardId: string, expireTime: Date): string => `${cardId}:${expireTime.getTime()}`;
