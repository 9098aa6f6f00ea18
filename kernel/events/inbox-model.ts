import { type Connection, type Model, Schema } from "mongoose";

/** Longer than any redelivery: JetStream keeps an event for 7 days (settings.ts), and a row that it lost is published again. */
const KEPT_FOR_SECONDS = 90 * 24 * 3600;

/** The mark that a consumer has consumed an event; written in the transaction that commits the effect (P29, P32). */
export interface InboxRow {
  /** `<consumer>:<eventId>`. */
  readonly _id: string;
  /** The machine's time, as the store's expiry runs by it. */
  readonly storedAt: Date;
}

const schema = new Schema<InboxRow>(
  { _id: { type: String, required: true }, storedAt: { type: Date, required: true } },
  { collection: "inbox", versionKey: false },
);
schema.index({ storedAt: 1 }, { expireAfterSeconds: KEPT_FOR_SECONDS });

/** What a service's consumers have consumed. */
export const inboxModel = (connection: Connection): Model<InboxRow> =>
  (connection.models["InboxEvent"] as Model<InboxRow> | undefined) ?? connection.model<InboxRow>("InboxEvent", schema);
