import { type Connection, type Model, Schema } from "mongoose";
import { modelOf } from "../../../kernel/store/model-of.ts";
import { QUEUE_CLASSES, type QueueTicket, TICKET_STATES } from "./ticket.ts";

const required = true;
const text = { type: String, required };
const number = { type: Number, required };
/** Empty where there is nothing to name; Mongoose's `required` refuses empty texts. */
const maybe = { type: String, default: "" };

const schema = new Schema<QueueTicket>(
  {
    ...{ _id: text, storeId: text, merchantId: text, ticketNumber: text, partySize: number, liveKey: text },
    queueClass: { type: String, enum: QUEUE_CLASSES, required },
    ...{ userId: maybe, displayName: maybe, orderId: maybe, tableNumber: maybe },
    state: { type: String, enum: Object.values(TICKET_STATES), required },
    takeTime: { type: Date, required },
    ...{ callCount: number, recalls: number, moves: number },
    callTime: { type: Date },
    dueTime: { type: Date },
    nearTold: { type: Boolean, required },
    seatTime: { type: Date },
  },
  { collection: "tickets", versionKey: false },
);
schema.index({ liveKey: 1 }, { unique: true });
schema.index({ storeId: 1, state: 1, queueClass: 1, takeTime: 1 });
schema.index({ dueTime: 1 }, { partialFilterExpression: { dueTime: { $exists: true } } });

export const ticketModel = (connection: Connection): Model<QueueTicket> =>
  modelOf<QueueTicket>(connection, "QueueTicket", schema);

/** The last number of a store's class on a day. */
interface TicketCounter {
  /** `str_…:M:2030-01-01` */
  readonly _id: string;
  readonly last: number;
}

const counterSchema = new Schema<TicketCounter>(
  { _id: text, last: number },
  { collection: "ticket_counters", versionKey: false },
);

export const ticketCounterModel = (connection: Connection): Model<TicketCounter> =>
  modelOf<TicketCounter>(connection, "TicketCounter", counterSchema);
