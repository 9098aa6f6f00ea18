import type { Handler } from "../../../kernel/contract/contract.ts";
import { newId } from "../../../kernel/ids/ids.ts";
import { readFields } from "../../../kernel/parse/parse.ts";
import { findRow, insertRow } from "../../../kernel/store/rows.ts";
import type { PatientRecord, ReadPatientRecordRequest } from "../../../proto/gen/paywindow/hospital/v1/patient.ts";
import { assertStaff, assertStaffOf } from "../callers.ts";
import { hospitalReasons } from "../errors.ts";
import type { HospitalParts } from "../hospital-parts.ts";
import { openPerson } from "./patient-model.ts";

/** ReadPatientRecord: who reads, and why, is written before anything is told. */
export const readPatientRecord =
  ({ patients, recordReads, seal }: HospitalParts): Handler<ReadPatientRecordRequest, PatientRecord> =>
  async (request, { caller, now }) => {
    assertStaff(caller);
    const fields = readFields();
    const patientId = fields.id("patient_id", request.patientId, "pat");
    const purpose = fields.text("purpose", request.purpose, 2, 64);
    fields.check();
    const patient = await findRow(patients, { _id: patientId });
    if (!patient) throw hospitalReasons.error("PATIENT_NOT_FOUND");
    assertStaffOf(caller, patient.merchantId, "PATIENT_NOT_FOUND");
    const who = { merchantId: patient.merchantId, patientId, readerId: caller.id };
    await insertRow(recordReads, { _id: newId("rdr", now), ...who, purpose, readTime: now });
    return { patientId, ...openPerson(seal, patient) };
  };
