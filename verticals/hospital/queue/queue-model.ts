import { type Connection, type Model, Schema } from "mongoose";
import { modelOf } from "../../../kernel/store/model-of.ts";
import type { Priority, Rank } from "./queue.ts";

type TicketState = "WAITING" | "CALLED" | "SERVED" | "VOID";

/** A place in a doctor's queue of one day. */
export interface TicketRow extends Rank {
  /** tkt_… */
  readonly _id: string;
  readonly appointmentId: string;
  readonly storeId: string;
  readonly date: string;
  /** `queueIdOf` its doctor and day. */
  readonly queueId: string;
  readonly doctorId: string;
  readonly patientId: string;
  readonly userId: string;
  readonly queueNumber: string;
  readonly maskedName: string;
  readonly state: TicketState;
  readonly priority: Priority;
  readonly missedCalls: number;
  readonly checkInTime: Date;
  /** When called, for the last time; at the beginning the check-in. */
  readonly callTime: Date;
  /** When seen; before, the check-in. */
  readonly finishTime: Date;
  /** How long the last visit took; 0 before. */
  readonly visitMs: number;
}

/** What the last call or pass has changed, so that it can be taken back. */
interface Undo extends Rank {
  readonly ticketId: string;
  readonly state: TicketState;
  readonly missedCalls: number;
}

/** A doctor's queue of one day. Whoever changes it writes `revision` first, so its changes happen one after the other. */
export interface QueueRow {
  readonly _id: string;
  readonly storeId: string;
  readonly doctorId: string;
  readonly date: string;
  readonly revision: number;
  /** Of the last who came, or went to the end. */
  readonly sequence: number;
  readonly calls: number;
  /** tkt_…; empty where nobody is called. */
  readonly currentTicketId: string;
  readonly undo: Undo | null;
}

export const queueIdOf = (doctorId: string, date: string): string => `${doctorId}:${date}`;

const required = true;
const text = { type: String, required };
const number = { type: Number, required };
const time = { type: Date, required };

const ticketSchema = new Schema<TicketRow>(
  {
    ...{ _id: text, appointmentId: text, storeId: text, date: text, queueId: text, doctorId: text, patientId: text },
    ...{ userId: text, queueNumber: text, maskedName: text, priority: text, rankWeight: number, rank: number },
    state: { type: String, enum: ["WAITING", "CALLED", "SERVED", "VOID"], required },
    ...{ missedCalls: number, checkInTime: time, callTime: time, finishTime: time, visitMs: number },
  },
  { collection: "tickets", versionKey: false },
);
ticketSchema.index({ appointmentId: 1 }, { unique: true });
ticketSchema.index({ queueId: 1 });
ticketSchema.index({ storeId: 1, date: 1 });
ticketSchema.index({ doctorId: 1, finishTime: -1 }, { partialFilterExpression: { state: "SERVED" } });

export const ticketModel = (connection: Connection): Model<TicketRow> =>
  modelOf<TicketRow>(connection, "Ticket", ticketSchema);

const queueSchema = new Schema<QueueRow>(
  {
    ...{ _id: text, storeId: text, doctorId: text, date: text, revision: number, sequence: number, calls: number },
    ...{ currentTicketId: { type: String }, undo: { type: Schema.Types.Mixed } },
  },
  { collection: "queues", versionKey: false },
);
queueSchema.index({ storeId: 1, date: 1 });

export const queueModel = (connection: Connection): Model<QueueRow> =>
  modelOf<QueueRow>(connection, "DoctorQueue", queueSchema);
