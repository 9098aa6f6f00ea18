import type { BoundPatient } from "../../../proto/gen/paywindow/hospital/v1/patient.ts";
import type { BindingRow, PatientRow } from "./patient.ts";

export const boundPatientMessage = (patient: PatientRow, binding: BindingRow): BoundPatient => ({
  ...{ patientId: patient._id, merchantId: patient.merchantId },
  ...{ maskedName: patient.maskedName, maskedCardNumber: patient.maskedCardNumber },
  ...{ relation: binding.relation, consentTime: binding.consentTime },
  ...(patient.blockedUntilTime && { blockedUntilTime: patient.blockedUntilTime }),
});
