import { type ClientSession, type Connection, type Model, Schema } from "mongoose";
import { modelOf } from "../../../kernel/store/model-of.ts";
import { upsertRow } from "../../../kernel/store/rows.ts";
import { type AppointmentRow, STATES } from "./appointment.ts";

const required = true;
const text = { type: String, required };
const mayBeEmpty = { type: String };
const number = { type: Number, required };
const time = { type: Date, required };
const yes = { type: Boolean, required };

const schema = new Schema<AppointmentRow>(
  {
    ...{ _id: text, merchantId: text, storeId: text, departmentId: text, departmentName: text, departmentNameEn: text },
    ...{ doctorId: text, doctorName: text, doctorNameEn: text, scheduleId: text, slotId: text, date: text },
    ...{ startTime: time, endTime: time, clinicEndTime: time, userId: text, patientId: text, patientMaskedName: text },
    ...{ fee: { type: BigInt, required }, currencyCode: text, state: { type: String, enum: STATES, required } },
    ...{ occupies: yes, queueNumber: mayBeEmpty, bookTime: time, holdExpireTime: time, cancelEndTime: time },
    ...{ checkInStartTime: time, isAsked: yes, tradeLifetimeS: number, recoverTime: time, recoveries: number },
    ...{ refundState: { type: String, enum: ["NONE", "PENDING", "DONE", "FAILED"], required }, refundDueTime: time },
    ...{ refundTries: { type: Number }, deskRefunded: { type: BigInt } },
    ...{ stars: number, ratingText: mayBeEmpty, stopReason: mayBeEmpty, seenByDoctorId: mayBeEmpty },
  },
  { collection: "appointments", versionKey: false },
);
/** One appointment per patient, doctor and day. */
schema.index({ patientId: 1, doctorId: 1, date: 1 }, { unique: true, partialFilterExpression: { occupies: true } });
schema.index({ userId: 1, bookTime: -1 });
schema.index({ storeId: 1, date: 1, startTime: 1 });
schema.index({ scheduleId: 1, state: 1 });
schema.index({ patientId: 1, startTime: 1 }, { partialFilterExpression: { state: "NO_SHOW" } });
schema.index({ recoverTime: 1 }, { partialFilterExpression: { state: "HELD" } });
schema.index({ clinicEndTime: 1 }, { partialFilterExpression: { state: "CONFIRMED" } });
schema.index({ refundDueTime: 1 }, { partialFilterExpression: { refundState: "PENDING" } });

export const appointmentModel = (connection: Connection): Model<AppointmentRow> =>
  modelOf<AppointmentRow>(connection, "Appointment", schema);

/** The last number that a department gave on a day; `_id` names both. */
export interface NumberCounterRow {
  readonly _id: string;
  readonly last: number;
}

const counterSchema = new Schema<NumberCounterRow>(
  { _id: text, last: number },
  { collection: "number_counters", versionKey: false },
);

export const numberCounterModel = (connection: Connection): Model<NumberCounterRow> =>
  modelOf<NumberCounterRow>(connection, "NumberCounter", counterSchema);

/** The next number of a department's day, in the transaction that gives it: N001, N002, … */
export const takeNumber = async (
  counters: Model<NumberCounterRow>,
  { departmentId, letter, date }: { departmentId: string; letter: string; date: string },
  session: ClientSession,
): Promise<string> => {
  const filter = { _id: `${departmentId}:${date}` };
  const { last } = await upsertRow(counters, { filter, update: { $inc: { last: 1 } } }, session);
  return `${letter}${String(last).padStart(3, "0")}`;
};
