import type { Caller } from "../../../kernel/auth/caller.ts";
import { findRow } from "../../../kernel/store/rows.ts";
import { assertStaff } from "../callers.ts";
import { hospitalReasons } from "../errors.ts";
import type { HospitalParts } from "../hospital-parts.ts";
import type { DoctorRow } from "../schedule/schedule.ts";

/** The doctor who calls. @throws CALLER_UNKNOWN, CALLER_NOT_ALLOWED, DOCTOR_NOT_FOUND for staff who are none. */
export const loadDoctor = async ({ doctors }: Pick<HospitalParts, "doctors">, caller: Caller): Promise<DoctorRow> => {
  assertStaff(caller);
  const doctor = await findRow(doctors, { staffId: caller.id });
  if (!doctor) throw hospitalReasons.error("DOCTOR_NOT_FOUND");
  return doctor;
};
