import { type Connection, type Model, Schema } from "mongoose";
import type { Event } from "../../proto/gen/paywindow/common/v1/event.ts";

/** WAITING → REPLAY_ASKED by an operator → gone when consumed, or WAITING again when it failed again. */
export const DeadLetterState = { waiting: "WAITING", replayAsked: "REPLAY_ASKED" } as const;

/** An event that a consumer could not consume. Kept in the consumer's store until it is replayed; it never expires. */
export interface DeadLetter {
  /** `<consumer>:<eventId>`. */
  readonly _id: string;
  readonly consumer: string;
  readonly eventId: string;
  readonly type: string;
  readonly eventTime: Date;
  readonly traceparent: string;
  readonly payload: Buffer;
  readonly state: (typeof DeadLetterState)[keyof typeof DeadLetterState];
  /** How often it was tried. */
  readonly tries: number;
  /** What the last try failed with. */
  readonly lastError: string;
  readonly deadTime: Date;
}

const schema = new Schema<DeadLetter>(
  {
    _id: { type: String, required: true },
    consumer: { type: String, required: true },
    eventId: { type: String, required: true },
    type: { type: String, required: true },
    eventTime: { type: Date, required: true },
    traceparent: { type: String },
    payload: { type: Buffer, required: true },
    state: { type: String, required: true, enum: Object.values(DeadLetterState) },
    tries: { type: Number, required: true },
    lastError: { type: String },
    deadTime: { type: Date, required: true },
  },
  { collection: "dead_letters", versionKey: false },
);
schema.index({ state: 1, deadTime: 1 });

/** The dead letters of a service's consumers. */
export const deadLetterModel = (connection: Connection): Model<DeadLetter> =>
  (connection.models["DeadLetter"] as Model<DeadLetter> | undefined) ??
  connection.model<DeadLetter>("DeadLetter", schema);

/** The envelope that died. */
export const envelopeOfLetter = (letter: DeadLetter): Event => ({
  eventId: letter.eventId,
  type: letter.type,
  eventTime: letter.eventTime,
  traceparent: letter.traceparent,
  payload: letter.payload,
});
