import { type Connection, type Model, Schema } from "mongoose";
import type { Event } from "../../proto/gen/paywindow/common/v1/event.ts";
import { bytesOf } from "../store/rows.ts";

/** An event that is committed and not yet consumed by everyone. The row is the record (P29): it goes when every durable consumer has committed. */
export interface OutboxRow {
  /** evt_…, made from (service, type, key). */
  readonly _id: string;
  /** Sorts rows as they were appended on one node; between nodes, by their clocks. */
  readonly order: string;
  readonly type: string;
  readonly eventTime: Date;
  readonly traceparent: string;
  readonly payload: Buffer;
  /** Where the row stands in its JetStream stream; 0 = not published (in one process: always). */
  readonly streamSeq: number;
  /** Which incarnation of the stream `streamSeq` counts in: a stream that was lost and made again starts at 1. */
  readonly stream: string;
}

const schema = new Schema<OutboxRow>(
  {
    _id: { type: String, required: true },
    order: { type: String, required: true },
    type: { type: String, required: true },
    eventTime: { type: Date, required: true },
    traceparent: { type: String },
    payload: { type: Buffer, required: true },
    streamSeq: { type: Number, required: true },
    stream: { type: String },
  },
  { collection: "outbox", versionKey: false },
);
schema.index({ streamSeq: 1, order: 1 });

/** The service's outbox. */
export const outboxModel = (connection: Connection): Model<OutboxRow> =>
  (connection.models["OutboxEvent"] as Model<OutboxRow> | undefined) ??
  connection.model<OutboxRow>("OutboxEvent", schema);

/** The envelope in which a row travels. */
export const envelopeOf = (row: OutboxRow): Event => ({
  eventId: row._id,
  type: row.type,
  eventTime: row.eventTime,
  traceparent: row.traceparent,
  payload: bytesOf(row.payload),
});
