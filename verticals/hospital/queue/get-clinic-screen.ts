import type { Handler } from "../../../kernel/contract/contract.ts";
import { readFields } from "../../../kernel/parse/parse.ts";
import type {
  ClinicScreen,
  ClinicScreenRow,
  GetClinicScreenRequest,
} from "../../../proto/gen/paywindow/hospital/v1/queue.ts";
import { assertAtSite } from "../callers.ts";
import type { HospitalParts } from "../hospital-parts.ts";
import type { DepartmentRow, DoctorRow } from "../schedule/schedule.ts";
import { todayOf, waitingOf } from "./change-queue.ts";
import { publicTicket } from "./queue-message.ts";
import type { TicketRow } from "./queue-model.ts";

const NEXT_SHOWN = 3;

/** GetClinicScreen: numbers and masked names, nothing else of anybody. */
export const getClinicScreen =
  (parts: HospitalParts): Handler<GetClinicScreenRequest, ClinicScreen> =>
  async (request, { caller, now }) => {
    const fields = readFields();
    const storeId = fields.id("store_id", request.storeId, "str");
    fields.check();
    assertAtSite(caller, storeId);
    const date = todayOf(now);
    const [departments, doctors, onDuty, open] = await Promise.all([
      parts.departments.find({ storeId }).sort({ position: 1 }).lean<DepartmentRow[]>(),
      parts.doctors.find({ storeId }).sort({ _id: 1 }).lean<DoctorRow[]>(),
      parts.schedules.distinct("doctorId", { storeId, date }),
      parts.tickets.find({ storeId, date, state: { $in: ["WAITING", "CALLED"] } }).lean<TicketRow[]>(),
    ]);
    const ticketsOf = Map.groupBy(open, ({ doctorId }) => doctorId);
    const here = doctors.filter(({ _id }) => onDuty.includes(_id) || ticketsOf.has(_id));
    const rows = departments.flatMap((department) =>
      here
        .filter(({ departmentId }) => departmentId === department._id)
        .map((doctor) => screenRow(department, doctor, ticketsOf.get(doctor._id) ?? [])),
    );
    return { rows, asOfTime: now };
  };

const screenRow = (department: DepartmentRow, doctor: DoctorRow, tickets: readonly TicketRow[]): ClinicScreenRow => {
  const current = tickets.find(({ state }) => state === "CALLED");
  const waiting = waitingOf(tickets);
  return {
    ...{ doctorId: doctor._id, doctorName: doctor.name, doctorNameEn: doctor.nameEn },
    ...{ departmentName: department.name, departmentNameEn: department.nameEn },
    ...{ place: department.place, placeEn: department.placeEn, waitingCount: waiting.length },
    ...(current && { current: publicTicket(current) }),
    next: waiting.slice(0, NEXT_SHOWN).map(publicTicket),
  };
};
