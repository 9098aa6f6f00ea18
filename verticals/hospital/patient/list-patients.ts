import { userOf } from "../../../kernel/auth/require-caller.ts";
import type { Handler } from "../../../kernel/contract/contract.ts";
import type { ListPatientsRequest, ListPatientsResponse } from "../../../proto/gen/paywindow/hospital/v1/patient.ts";
import type { HospitalParts } from "../hospital-parts.ts";
import { MAX_PATIENTS_PER_USER } from "../settings.ts";
import type { BindingRow, PatientRow } from "./patient.ts";
import { boundPatientMessage } from "./patient-message.ts";

/** ListPatients: whom the calling user has bound, masked. */
export const listPatients =
  ({ bindings, patients }: HospitalParts): Handler<ListPatientsRequest, ListPatientsResponse> =>
  async (_request, { caller }) => {
    const bound = await bindings
      .find({ userId: userOf(caller) })
      .sort({ consentTime: 1, _id: 1 })
      .limit(MAX_PATIENTS_PER_USER)
      .lean<BindingRow[]>();
    const rows = await patients.find({ _id: { $in: bound.map(({ patientId }) => patientId) } }).lean<PatientRow[]>();
    const rowOf = new Map(rows.map((row) => [row._id, row]));
    return {
      patients: bound.flatMap((binding) => {
        const patient = rowOf.get(binding.patientId);
        return patient ? [boundPatientMessage(patient, binding)] : [];
      }),
    };
  };
