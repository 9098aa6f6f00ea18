import { type Connection, type Model, Schema } from "mongoose";
import { modelOf } from "../../../kernel/store/model-of.ts";
import type { MessageText } from "../message/message.ts";

/** A message to all followers of a window; `_id` is the broadcastId (brc_…). */
export interface BroadcastRow {
  readonly _id: string;
  readonly windowId: string;
  readonly merchantId: string;
  /** stf_… */
  readonly senderId: string;
  readonly text: MessageText;
  readonly state: "SENDING" | "SENT";
  /** Follows up to this number are the audience; later ones are not. */
  readonly audienceSeq: number;
  readonly audienceCount: number;
  /** Users up to this one (in the order of their ids) have had their turn; moved in the transaction that writes their deliveries. */
  readonly cursor: string;
  readonly sentCount: number;
  readonly failedCount: number;
  readonly excludedCount: number;
  readonly sendTime: Date;
  readonly finishTime?: Date;
}

/** A member of the audience without a delivery; `_id` is `<broadcast id>:<user id>`. */
export interface DeliveryExceptionRow {
  readonly _id: string;
  readonly broadcastId: string;
  readonly userId: string;
  readonly outcome: "FAILED" | "EXCLUDED";
  /** INBOX_FULL, or UNFOLLOWED. */
  readonly reason: "INBOX_FULL" | "UNFOLLOWED";
}

/** A part of a broadcast's count of readers; `_id` is `<broadcast id>:<shard>`. */
export interface ReadCountRow {
  readonly _id: string;
  readonly broadcastId: string;
  readonly count: number;
}

const required = true;

const schema = new Schema<BroadcastRow>(
  {
    _id: { type: String, required },
    windowId: { type: String, required },
    merchantId: { type: String, required },
    senderId: { type: String, required },
    text: { type: Schema.Types.Mixed, required },
    state: { type: String, enum: ["SENDING", "SENT"], required },
    audienceSeq: { type: Number, required },
    audienceCount: { type: Number, required },
    cursor: { type: String },
    sentCount: { type: Number, required },
    failedCount: { type: Number, required },
    excludedCount: { type: Number, required },
    sendTime: { type: Date, required },
    finishTime: { type: Date },
  },
  { collection: "broadcasts", versionKey: false, minimize: false },
);
schema.index({ merchantId: 1, _id: -1 });
schema.index({ _id: 1, state: 1 }, { name: "sending", partialFilterExpression: { state: "SENDING" } });

const exceptionSchema = new Schema<DeliveryExceptionRow>(
  {
    _id: { type: String, required },
    broadcastId: { type: String, required },
    userId: { type: String, required },
    outcome: { type: String, required },
    reason: { type: String, required },
  },
  { collection: "delivery_exceptions", versionKey: false },
);

const readCountSchema = new Schema<ReadCountRow>(
  {
    _id: { type: String, required },
    broadcastId: { type: String, required },
    count: { type: Number, required },
  },
  { collection: "read_counts", versionKey: false },
);
readCountSchema.index({ broadcastId: 1 });

export const broadcastModel = (connection: Connection): Model<BroadcastRow> =>
  modelOf<BroadcastRow>(connection, "Broadcast", schema);

export const deliveryExceptionModel = (connection: Connection): Model<DeliveryExceptionRow> =>
  modelOf<DeliveryExceptionRow>(connection, "DeliveryException", exceptionSchema);

export const readCountModel = (connection: Connection): Model<ReadCountRow> =>
  modelOf<ReadCountRow>(connection, "ReadCount", readCountSchema);
