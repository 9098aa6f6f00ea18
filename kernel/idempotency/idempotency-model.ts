import { type Connection, type Model, Schema } from "mongoose";
import type { StoredReason } from "../errors/stored-reason.ts";

/** P16: rows outlive the longest retry window. (A merchant's own ids have unique rows of their own, kept for ever: P13.) */
const KEPT_FOR_SECONDS = 30 * 24 * 3600;

/** One answered request: an answer in the contract's encoding, or a reason. */
export interface IdempotencyRow {
  /** Made of (rpc, scope, key): its uniqueness is what lets one of two racing processes win. */
  readonly _id: string;
  readonly rpc: string;
  readonly scope: string;
  readonly key: string;
  /** SHA-256 of the request, in hex. */
  readonly requestHash: string;
  readonly answer?: Buffer;
  readonly refusal?: StoredReason;
  /** The machine's time, as the store's expiry runs by it. */
  readonly storedAt: Date;
}

const schema = new Schema<IdempotencyRow>(
  {
    _id: { type: String, required: true },
    rpc: { type: String, required: true },
    scope: { type: String },
    key: { type: String, required: true },
    requestHash: { type: String, required: true },
    answer: { type: Buffer },
    refusal: { type: Schema.Types.Mixed },
    storedAt: { type: Date, required: true },
  },
  { collection: "idempotency_keys", versionKey: false, minimize: false },
);
schema.index({ storedAt: 1 }, { expireAfterSeconds: KEPT_FOR_SECONDS });

/** The service's stored answers. */
export const idempotencyModel = (connection: Connection): Model<IdempotencyRow> =>
  (connection.models["IdempotencyKey"] as Model<IdempotencyRow> | undefined) ??
  connection.model<IdempotencyRow>("IdempotencyKey", schema);
