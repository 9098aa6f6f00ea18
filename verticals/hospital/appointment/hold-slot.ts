import type { ClientSession } from "mongoose";
import { userOf } from "../../../kernel/auth/require-caller.ts";
import type { CallContext, Handler } from "../../../kernel/contract/contract.ts";
import { newId } from "../../../kernel/ids/ids.ts";
import { readFields } from "../../../kernel/parse/parse.ts";
import { findRow, insertRow, updateRow } from "../../../kernel/store/rows.ts";
import { runAgainOnDuplicate } from "../../../kernel/store/run-again.ts";
import { chinaTime } from "../../../kernel/time/china-time.ts";
import { plusMs } from "../../../kernel/time/clock.ts";
import type { Appointment, HoldSlotRequest } from "../../../proto/gen/paywindow/hospital/v1/appointment.ts";
import { type HospitalReason, hospitalReasons } from "../errors.ts";
import type { HospitalParts } from "../hospital-parts.ts";
import { loadBoundPatient } from "../patient/load-bound-patient.ts";
import type { PatientRow } from "../patient/patient.ts";
import { type SlotRow, settingsOf } from "../schedule/schedule.ts";
import type { AppointmentRow } from "./appointment.ts";
import { appointmentMessage } from "./appointment-message.ts";
import { confirm } from "./moves.ts";

/**
 * HoldSlot: guards, the slot's counter and the appointment in one transaction. The counter is taken where there is one left, by a conditional write: of 500 for 50
 * places exactly 50 have one (V9).
 */
export const holdSlot =
  (parts: HospitalParts): Handler<HoldSlotRequest, Appointment> =>
  async (request, context) => {
    const userId = userOf(context.caller);
    const fields = readFields();
    const slotId = fields.id("slot_id", request.slotId, "slt");
    const patientId = fields.id("patient_id", request.patientId, "pat");
    fields.check();
    const asked = { userId, slotId, patientId };
    const { row, isReplay } = await runAgainOnDuplicate(() =>
      parts.store.transaction((session) => hold(parts, asked, context, session)),
    );
    if (isReplay) context.markReplayed();
    return appointmentMessage(row);
  };

type Asked = { readonly userId: string; readonly slotId: string; readonly patientId: string };

const hold = async (
  parts: HospitalParts,
  { userId, slotId, patientId }: Asked,
  { now, traceparent }: CallContext,
  session: ClientSession,
): Promise<{ row: AppointmentRow; isReplay: boolean }> => {
  const patient = await loadBoundPatient(parts, userId, patientId, session);
  const slot = await findRow(parts.slots, { _id: slotId }, session);
  if (!slot || slot.merchantId !== patient.merchantId) throw hospitalReasons.error("SLOT_NOT_FOUND");
  const sameDay = { patientId, doctorId: slot.doctorId, date: slot.date, occupies: true };
  const known = await findRow(parts.appointments, sameDay, session);
  if (known?.slotId === slotId && known.userId === userId) return { row: known, isReplay: true };
  const refusal = refusalOf(slot, patient, known !== null, now);
  if (refusal) throw hospitalReasons.error(refusal, { metadata: metadataOf(patient) });
  const free = { _id: slotId, isStopped: false, free: { $gt: 0 } };
  const taken = { $inc: { free: -1, held: 1 } };
  if ((await updateRow(parts.slots, { filter: free, update: taken }, { session })) === 0)
    throw hospitalReasons.error("SLOT_FULL");
  // From here on nothing is refused.
  const row = await insertHeld(parts, slot, { userId, patient }, now, session);
  if (slot.fee > 0n) return { row, isReplay: false };
  const confirmed = await confirm(parts, row, undefined, { session, now, traceparent });
  return { row: confirmed ?? row, isReplay: false };
};

const refusalOf = (slot: SlotRow, patient: PatientRow, exists: boolean, now: Date): HospitalReason | undefined => {
  if (exists) return "APPOINTMENT_EXISTS";
  if (slot.isStopped) return "SLOT_STOPPED";
  if (slot.endTime <= now) return "SLOT_OVER";
  if (patient.blockedUntilTime && patient.blockedUntilTime > now) return "BOOKING_BLOCKED";
  // A crowd is turned away by what it reads; of those who see a place, the write below decides.
  if (slot.free <= 0) return "SLOT_FULL";
  return undefined;
};

const metadataOf = ({ blockedUntilTime }: PatientRow): Record<string, string> =>
  blockedUntilTime ? { until: chinaTime(blockedUntilTime).slice(0, 10) } : {};

const insertHeld = async (
  parts: HospitalParts,
  slot: SlotRow,
  { userId, patient }: { userId: string; patient: PatientRow },
  now: Date,
  session: ClientSession,
): Promise<AppointmentRow> => {
  const clinic = await findRow(parts.clinics, { _id: slot.storeId }, session);
  const department = await findRow(parts.departments, { _id: slot.departmentId }, session);
  const doctor = await findRow(parts.doctors, { _id: slot.doctorId }, session);
  const { holdMs, cancelBeforeMs, checkInBeforeMs } = settingsOf(clinic);
  const { merchantId, storeId, departmentId, doctorId, scheduleId, date, startTime, endTime, clinicEndTime } = slot;
  // Nobody pays for a slot that is over: who cannot come any more would be a no-show.
  const holdExpireTime = new Date(Math.min(now.getTime() + holdMs, endTime.getTime()));
  const row: AppointmentRow = {
    ...{ _id: newId("apt", now), merchantId, storeId, departmentId, doctorId, scheduleId, slotId: slot._id, date },
    ...{ startTime, endTime, clinicEndTime, fee: slot.fee, currencyCode: slot.currencyCode },
    ...{ departmentName: department?.name ?? "", departmentNameEn: department?.nameEn ?? "" },
    ...{ doctorName: doctor?.name ?? "", doctorNameEn: doctor?.nameEn ?? "" },
    ...{ userId, patientId: patient._id, patientMaskedName: patient.maskedName, state: "HELD", occupies: true },
    ...{ queueNumber: "", bookTime: now, holdExpireTime, cancelEndTime: plusMs(startTime, -cancelBeforeMs) },
    ...{ checkInStartTime: plusMs(startTime, -checkInBeforeMs), isAsked: false, tradeLifetimeS: 0 },
    ...{ recoverTime: holdExpireTime, recoveries: 0, refundState: "NONE", refundDueTime: now },
    ...{ stars: 0, ratingText: "", stopReason: "", seenByDoctorId: "" },
  };
  await insertRow(parts.appointments, row, session);
  return row;
};
