import type { ClientSession } from "mongoose";
import type { CallContext, Handler } from "../../../kernel/contract/contract.ts";
import { newId } from "../../../kernel/ids/ids.ts";
import { readFields } from "../../../kernel/parse/parse.ts";
import { findRow, insertRow } from "../../../kernel/store/rows.ts";
import { runAgainOnDuplicate } from "../../../kernel/store/run-again.ts";
import type { CheckInRequest, Waiting } from "../../../proto/gen/paywindow/hospital/v1/queue.ts";
import type { AppointmentRow } from "../appointment/appointment.ts";
import { loadAppointment } from "../appointment/load-appointment.ts";
import { move } from "../appointment/moves.ts";
import { hospitalReasons } from "../errors.ts";
import type { HospitalParts } from "../hospital-parts.ts";
import { settingsOf } from "../schedule/schedule.ts";
import { commitChange, holdQueue, todayOf } from "./change-queue.ts";
import { describeWaiting } from "./get-waiting.ts";
import { GAP, priorityOf, WEIGHTS } from "./queue.ts";
import type { TicketRow } from "./queue-model.ts";

/** CheckIn: ticket, appointment and the queue's sequence in one transaction. What a patient weighs is of the hospital's record, or what the nurse sees. */
export const checkIn =
  (parts: HospitalParts): Handler<CheckInRequest, Waiting> =>
  async (request, context) => {
    const fields = readFields();
    const appointmentId = fields.id("appointment_id", request.appointmentId, "apt");
    if (request.emergency && context.caller.kind === "user")
      fields.refuse({ field: "emergency", en: "false: staff alone may say so", zh: "须由医护人员填写" });
    fields.check();
    const { ticket, isReplay } = await runAgainOnDuplicate(() =>
      parts.store.transaction((session) => enqueue(parts, appointmentId, request.emergency, context, session)),
    );
    if (isReplay) context.markReplayed();
    return describeWaiting(parts, ticket, context.now);
  };

const assertInTime = ({ startTime, checkInStartTime, clinicEndTime, date }: AppointmentRow, now: Date): void => {
  const minutes = String((startTime.getTime() - checkInStartTime.getTime()) / 60_000);
  if (now < checkInStartTime) throw hospitalReasons.error("CHECK_IN_TOO_EARLY", { metadata: { minutes } });
  if (now > clinicEndTime || todayOf(now) !== date) throw hospitalReasons.error("CHECK_IN_TOO_LATE");
};

const enqueue = async (
  parts: HospitalParts,
  appointmentId: string,
  isEmergency: boolean,
  { caller, now, traceparent }: CallContext,
  session: ClientSession,
): Promise<{ ticket: TicketRow; isReplay: boolean }> => {
  const appointment = await loadAppointment(parts, appointmentId, caller, session);
  const known = await findRow(parts.tickets, { appointmentId }, session);
  if (known && appointment.state === "CHECKED_IN") return { ticket: known, isReplay: true };
  if (appointment.state !== "CONFIRMED") throw hospitalReasons.error("APPOINTMENT_NOT_CONFIRMED");
  assertInTime(appointment, now);
  const doctor = { _id: appointment.doctorId, storeId: appointment.storeId };
  const view = await holdQueue(parts, doctor, appointment.date, session);
  const context = { session, now, traceparent };
  if (!(await move(parts, appointment, { state: "CHECKED_IN" }, context)))
    throw hospitalReasons.error("APPOINTMENT_NOT_CONFIRMED");
  // From here on nothing is refused.
  const sequence = view.queue.sequence + 1;
  const ticket = await ticketOf(parts, appointment, { isEmergency, sequence }, now, session);
  await insertRow(parts.tickets, ticket, session);
  const entered = { ...view, tickets: [...view.tickets, ticket] };
  await commitChange(parts, entered, { queue: { sequence } }, context);
  return { ticket, isReplay: false };
};

const ticketOf = async (
  parts: HospitalParts,
  appointment: AppointmentRow,
  { isEmergency, sequence }: { isEmergency: boolean; sequence: number },
  now: Date,
  session: ClientSession,
): Promise<TicketRow> => {
  const { _id: appointmentId, storeId, date, doctorId, patientId, userId, queueNumber } = appointment;
  const clinic = await findRow(parts.clinics, { _id: storeId }, session);
  const patient = await findRow(parts.patients, { _id: patientId }, session);
  const known = patient ?? { birthYear: now.getUTCFullYear(), conditions: [] };
  const priority = priorityOf(known, isEmergency, settingsOf(clinic), now);
  return {
    ...{ _id: newId("tkt", now), appointmentId, storeId, date, queueId: `${doctorId}:${date}`, doctorId, patientId },
    ...{ userId, queueNumber, maskedName: appointment.patientMaskedName, state: "WAITING", priority },
    ...{ rankWeight: WEIGHTS[priority], rank: sequence * GAP, missedCalls: 0 },
    ...{ checkInTime: now, callTime: now, finishTime: now, visitMs: 0 },
  };
};
