import type { Handler } from "../../../kernel/contract/contract.ts";
import { money } from "../../../kernel/money/money.ts";
import { type FieldReader, readFields } from "../../../kernel/parse/parse.ts";
import { findRow } from "../../../kernel/store/rows.ts";
import type {
  Doctor,
  ListDepartmentsRequest,
  ListDepartmentsResponse,
  ListDoctorsRequest,
  ListDoctorsResponse,
  ListSlotsRequest,
  ListSlotsResponse,
} from "../../../proto/gen/paywindow/hospital/v1/appointment.ts";
import { hospitalReasons } from "../errors.ts";
import type { HospitalParts } from "../hospital-parts.ts";
import type { DepartmentRow, DoctorRow, SlotRow } from "./schedule.ts";

/** What anybody who wants to book looks at: departments, doctors, slots. */

const DATE = { en: "a day as yyyy-MM-dd", zh: "须为 yyyy-MM-dd 形式的日期" };

/** A civil day in China. */
export const readDate = (fields: FieldReader, value: string): string =>
  fields.matching("date", value, /^20\d\d-(0[1-9]|1[0-2])-(0[1-9]|[12]\d|3[01])$/, DATE);

/** ListDepartments */
export const listDepartments =
  ({ departments }: HospitalParts): Handler<ListDepartmentsRequest, ListDepartmentsResponse> =>
  async (request) => {
    const fields = readFields();
    const storeId = fields.id("store_id", request.storeId, "str");
    fields.check();
    const rows = await departments.find({ storeId }).sort({ position: 1 }).lean<DepartmentRow[]>();
    return {
      departments: rows.map(({ _id: departmentId, name, nameEn, place, placeEn, takesAppointments }) => ({
        ...{ departmentId, storeId, name, nameEn, place, placeEn, takesAppointments },
      })),
    };
  };

/** Places that can still be taken. */
const freePlaces = ({ isStopped, endTime, free }: SlotRow, now: Date): number =>
  isStopped || endTime <= now ? 0 : free;

const doctorMessage = (doctor: DoctorRow, slots: readonly SlotRow[], now: Date): Doctor => {
  const { _id: doctorId, departmentId, name, nameEn, title, titleEn, ratingCount, ratingSum } = doctor;
  const { fee = 0n, currencyCode = "" } = slots[0] ?? {};
  return {
    ...{ doctorId, departmentId, name, nameEn, title, titleEn, ratingCount },
    ...(fee > 0n && { fee: money(fee, currencyCode) }),
    freePlaces: slots.reduce((sum, slot) => sum + freePlaces(slot, now), 0),
    ratingAverage: ratingCount === 0 ? 0 : Math.round((ratingSum / ratingCount) * 10) / 10,
  };
};

/** ListDoctors: those who have slots on the day. */
export const listDoctors =
  ({ departments, doctors, slots }: HospitalParts): Handler<ListDoctorsRequest, ListDoctorsResponse> =>
  async (request, { now }) => {
    const fields = readFields();
    const departmentId = fields.id("department_id", request.departmentId, "dep");
    const date = readDate(fields, request.date);
    fields.check();
    if (!(await findRow(departments, { _id: departmentId }))) throw hospitalReasons.error("DEPARTMENT_NOT_FOUND");
    const [people, places] = await Promise.all([
      doctors.find({ departmentId }).sort({ _id: 1 }).lean<DoctorRow[]>(),
      slots.find({ departmentId, date }).sort({ startTime: 1 }).lean<SlotRow[]>(),
    ]);
    const slotsOf = Map.groupBy(places, ({ doctorId }) => doctorId);
    return {
      doctors: people.flatMap((doctor) => {
        const own = slotsOf.get(doctor._id);
        return own ? [doctorMessage(doctor, own, now)] : [];
      }),
    };
  };

/** ListSlots */
export const listSlots =
  ({ doctors, slots }: HospitalParts): Handler<ListSlotsRequest, ListSlotsResponse> =>
  async (request, { now }) => {
    const fields = readFields();
    const doctorId = fields.id("doctor_id", request.doctorId, "doc");
    const date = readDate(fields, request.date);
    fields.check();
    if (!(await findRow(doctors, { _id: doctorId }))) throw hospitalReasons.error("DOCTOR_NOT_FOUND");
    const rows = await slots.find({ doctorId, date }).sort({ startTime: 1 }).lean<SlotRow[]>();
    return {
      slots: rows.map((slot) => ({
        ...{ slotId: slot._id, doctorId, startTime: slot.startTime, endTime: slot.endTime, capacity: slot.capacity },
        ...(slot.fee > 0n && { fee: money(slot.fee, slot.currencyCode) }),
        ...{ freePlaces: freePlaces(slot, now), isStopped: slot.isStopped },
      })),
    };
  };
