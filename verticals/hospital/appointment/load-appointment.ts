import type { ClientSession } from "mongoose";
import { actsAtSite, type Caller } from "../../../kernel/auth/caller.ts";
import { assertKnown } from "../../../kernel/auth/require-caller.ts";
import { findRow } from "../../../kernel/store/rows.ts";
import { hospitalReasons } from "../errors.ts";
import type { HospitalParts } from "../hospital-parts.ts";
import type { AppointmentRow } from "./appointment.ts";

/** An appointment that the user booked, or that is at a clinic of the staff's. @throws CALLER_UNKNOWN; APPOINTMENT_NOT_FOUND for everybody else's too. */
export const loadAppointment = async (
  { appointments }: Pick<HospitalParts, "appointments">,
  appointmentId: string,
  caller: Caller,
  session?: ClientSession,
): Promise<AppointmentRow> => {
  assertKnown(caller);
  const row = await findRow(appointments, { _id: appointmentId }, session);
  const isTheirs = row && (caller.kind === "user" ? row.userId === caller.id : actsAtSite(caller, row.storeId));
  if (!isTheirs) throw hospitalReasons.error("APPOINTMENT_NOT_FOUND");
  return row;
};
