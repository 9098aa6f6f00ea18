import { userOf } from "../../../kernel/auth/require-caller.ts";
import type { Handler } from "../../../kernel/contract/contract.ts";
import { readFields } from "../../../kernel/parse/parse.ts";
import type {
  Appointment,
  GetAppointmentRequest,
  ListAppointmentsRequest,
  ListAppointmentsResponse,
  ListDayAppointmentsRequest,
  ListDayAppointmentsResponse,
} from "../../../proto/gen/paywindow/hospital/v1/appointment.ts";
import { assertAtSite } from "../callers.ts";
import type { HospitalParts } from "../hospital-parts.ts";
import { readDate } from "../schedule/browse.ts";
import type { AppointmentRow, AppointmentState } from "./appointment.ts";
import { appointmentMessage } from "./appointment-message.ts";
import { loadAppointment } from "./load-appointment.ts";

const MOST_OF_USER = 50;
const MOST_OF_DAY = 500;

/** GetAppointment */
export const getAppointment =
  (parts: HospitalParts): Handler<GetAppointmentRequest, Appointment> =>
  async (request, { caller }) => {
    userOf(caller);
    const fields = readFields();
    const appointmentId = fields.id("appointment_id", request.appointmentId, "apt");
    fields.check();
    return appointmentMessage(await loadAppointment(parts, appointmentId, caller));
  };

/** ListAppointments */
export const listAppointments =
  ({ appointments }: HospitalParts): Handler<ListAppointmentsRequest, ListAppointmentsResponse> =>
  async (_request, { caller }) => {
    const rows = await appointments
      .find({ userId: userOf(caller) })
      .sort({ bookTime: -1, _id: -1 })
      .limit(MOST_OF_USER)
      .lean<AppointmentRow[]>();
    return { appointments: rows.map(appointmentMessage) };
  };

const AT_THE_DESK: readonly AppointmentState[] = ["CONFIRMED", "CHECKED_IN", "FINISHED", "VOID", "NO_SHOW"];

/** ListDayAppointments: the nurse's desk. */
export const listDayAppointments =
  ({ appointments }: HospitalParts): Handler<ListDayAppointmentsRequest, ListDayAppointmentsResponse> =>
  async (request, { caller }) => {
    const fields = readFields();
    const storeId = fields.id("store_id", request.storeId, "str");
    const date = readDate(fields, request.date);
    const departmentId = request.departmentId && fields.id("department_id", request.departmentId, "dep");
    fields.check();
    assertAtSite(caller, storeId);
    const rows = await appointments
      .find({ storeId, date, state: { $in: AT_THE_DESK }, ...(departmentId && { departmentId }) })
      .sort({ startTime: 1, queueNumber: 1 })
      .limit(MOST_OF_DAY)
      .lean<AppointmentRow[]>();
    return { appointments: rows.map(appointmentMessage) };
  };
