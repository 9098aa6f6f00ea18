import { type Connection, type Model, Schema } from "mongoose";
import { modelOf } from "../../../kernel/store/model-of.ts";
import type { ClinicRow, DepartmentRow, DoctorRow, ScheduleRow, SlotRow } from "./schedule.ts";

const required = true;
const text = { type: String, required };
const number = { type: Number, required };
const time = { type: Date, required };

const clinicSchema = new Schema<ClinicRow>(
  { _id: text, merchantId: text, name: text, nameEn: text, settings: { type: Schema.Types.Mixed, required } },
  { collection: "clinics", versionKey: false, minimize: false },
);
export const clinicModel = (connection: Connection): Model<ClinicRow> =>
  modelOf<ClinicRow>(connection, "Clinic", clinicSchema);

const departmentSchema = new Schema<DepartmentRow>(
  {
    ...{ _id: text, storeId: text, letter: text, name: text, nameEn: text, place: text, placeEn: text },
    ...{ position: number, takesAppointments: { type: Boolean, required } },
  },
  { collection: "departments", versionKey: false },
);
departmentSchema.index({ storeId: 1, position: 1 });
export const departmentModel = (connection: Connection): Model<DepartmentRow> =>
  modelOf<DepartmentRow>(connection, "Department", departmentSchema);

const doctorSchema = new Schema<DoctorRow>(
  {
    ...{ _id: text, merchantId: text, storeId: text, departmentId: text, staffId: text },
    ...{ name: text, nameEn: text, title: text, titleEn: text, ratingCount: number, ratingSum: number },
  },
  { collection: "doctors", versionKey: false },
);
doctorSchema.index({ staffId: 1 }, { unique: true });
doctorSchema.index({ departmentId: 1 });
export const doctorModel = (connection: Connection): Model<DoctorRow> =>
  modelOf<DoctorRow>(connection, "Doctor", doctorSchema);

const scheduleSchema = new Schema<ScheduleRow>(
  {
    ...{ _id: text, merchantId: text, storeId: text, departmentId: text, doctorId: text, date: text },
    ...{ startTime: time, endTime: time, stopReason: { type: String } },
    state: { type: String, enum: ["OPEN", "STOPPING", "STOPPED"], required },
  },
  { collection: "schedules", versionKey: false },
);
scheduleSchema.index({ storeId: 1, date: 1 });
scheduleSchema.index({ doctorId: 1, date: 1 });
scheduleSchema.index({ state: 1 }, { partialFilterExpression: { state: "STOPPING" } });
export const scheduleModel = (connection: Connection): Model<ScheduleRow> =>
  modelOf<ScheduleRow>(connection, "Schedule", scheduleSchema);

const slotSchema = new Schema<SlotRow>(
  {
    ...{ _id: text, scheduleId: text, merchantId: text, storeId: text, departmentId: text, doctorId: text, date: text },
    ...{ startTime: time, endTime: time, clinicEndTime: time, fee: { type: BigInt, required }, currencyCode: text },
    ...{ capacity: number, free: number, held: number, taken: number, isStopped: { type: Boolean, required } },
  },
  { collection: "slots", versionKey: false },
);
slotSchema.index({ doctorId: 1, date: 1, startTime: 1 });
slotSchema.index({ departmentId: 1, date: 1 });
slotSchema.index({ scheduleId: 1 });
slotSchema.index({ storeId: 1, date: 1 });
export const slotModel = (connection: Connection): Model<SlotRow> => modelOf<SlotRow>(connection, "Slot", slotSchema);
