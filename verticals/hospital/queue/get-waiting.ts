import { userOf } from "../../../kernel/auth/require-caller.ts";
import type { Handler } from "../../../kernel/contract/contract.ts";
import { readFields } from "../../../kernel/parse/parse.ts";
import { findRow } from "../../../kernel/store/rows.ts";
import type { GetWaitingRequest, Waiting } from "../../../proto/gen/paywindow/hospital/v1/queue.ts";
import { loadAppointment } from "../appointment/load-appointment.ts";
import { hospitalReasons } from "../errors.ts";
import type { HospitalParts } from "../hospital-parts.ts";
import { settingsOf } from "../schedule/schedule.ts";
import type { ClinicSettings } from "../settings.ts";
import { waitingOf } from "./change-queue.ts";
import { estimateOf } from "./queue.ts";
import { ticketMessage } from "./queue-message.ts";
import type { TicketRow } from "./queue-model.ts";

/** GetWaiting: where the user's patient stands. */
export const getWaiting =
  (parts: HospitalParts): Handler<GetWaitingRequest, Waiting> =>
  async (request, { caller, now }) => {
    userOf(caller);
    const fields = readFields();
    const appointmentId = fields.id("appointment_id", request.appointmentId, "apt");
    fields.check();
    await loadAppointment(parts, appointmentId, caller);
    const ticket = await findRow(parts.tickets, { appointmentId });
    if (!ticket) throw hospitalReasons.error("TICKET_NOT_FOUND");
    return describeWaiting(parts, ticket, now);
  };

/** How long the doctor's last visits took on average. */
const averageVisitMs = async (
  { tickets }: Pick<HospitalParts, "tickets">,
  doctorId: string,
  { recentVisits, usualVisitMs }: ClinicSettings,
): Promise<number> => {
  const recent = await tickets
    .find({ doctorId, state: "SERVED" }, { visitMs: 1 })
    .sort({ finishTime: -1 })
    .limit(recentVisits)
    .lean<Pick<TicketRow, "visitMs">[]>();
  if (recent.length === 0) return usualVisitMs;
  return recent.reduce((sum, { visitMs }) => sum + visitMs, 0) / recent.length;
};

/** A place in the queue, as its patient's phone shows it. */
export const describeWaiting = async (parts: HospitalParts, ticket: TicketRow, now: Date): Promise<Waiting> => {
  const { doctorId, queueId, storeId, _id } = ticket;
  const [open, doctor, clinic] = await Promise.all([
    parts.tickets.find({ queueId, state: { $in: ["WAITING", "CALLED"] } }).lean<TicketRow[]>(),
    findRow(parts.doctors, { _id: doctorId }),
    findRow(parts.clinics, { _id: storeId }),
  ]);
  const department = doctor && (await findRow(parts.departments, { _id: doctor.departmentId }));
  const called = open.find(({ state }) => state === "CALLED");
  const ahead = Math.max(
    waitingOf(open).findIndex((one) => one._id === _id),
    0,
  );
  const visitMs = await averageVisitMs(parts, doctorId, settingsOf(clinic));
  const isWaiting = ticket.state === "WAITING";
  const { low, high } = isWaiting ? estimateOf(ahead, called !== undefined, visitMs) : { low: 0, high: 0 };
  return {
    ...{ ticket: ticketMessage(ticket), ahead: isWaiting ? ahead : 0, currentNumber: called?.queueNumber ?? "" },
    ...{ estimateLowMinutes: low, estimateHighMinutes: high, doctorId, asOfTime: now },
    ...{ doctorName: doctor?.name ?? "", doctorNameEn: doctor?.nameEn ?? "" },
    ...{ place: department?.place ?? "", placeEn: department?.placeEn ?? "" },
  };
};
