import type { ClientSession } from "mongoose";
import { findRow } from "../../../kernel/store/rows.ts";
import { hospitalReasons } from "../errors.ts";
import type { HospitalParts } from "../hospital-parts.ts";
import { bindingIdOf, type PatientRow } from "./patient.ts";

/** A patient whom the user has bound, whether there is such a patient or not being the same to others. @throws PATIENT_NOT_BOUND */
export const loadBoundPatient = async (
  { bindings, patients }: Pick<HospitalParts, "bindings" | "patients">,
  userId: string,
  patientId: string,
  session?: ClientSession,
): Promise<PatientRow> => {
  const binding = await findRow(bindings, { _id: bindingIdOf(userId, patientId) }, session);
  const patient = binding && (await findRow(patients, { _id: patientId }, session));
  if (!patient) throw hospitalReasons.error("PATIENT_NOT_BOUND");
  return patient;
};
