import { userOf } from "../../../kernel/auth/require-caller.ts";
import type { Handler } from "../../../kernel/contract/contract.ts";
import { newId } from "../../../kernel/ids/ids.ts";
import { readFields } from "../../../kernel/parse/parse.ts";
import { findRow, insertRow, updateRow } from "../../../kernel/store/rows.ts";
import type { UnbindPatientRequest, UnbindPatientResponse } from "../../../proto/gen/paywindow/hospital/v1/patient.ts";
import type { HospitalParts } from "../hospital-parts.ts";
import { bindingIdOf } from "./patient.ts";

/** UnbindPatient: the binding goes, that there was one stays among the consents. */
export const unbindPatient =
  ({ store, bindings, patients, consents }: HospitalParts): Handler<UnbindPatientRequest, UnbindPatientResponse> =>
  async ({ patientId }, { caller, now }) => {
    const userId = userOf(caller);
    const fields = readFields();
    fields.id("patient_id", patientId, "pat");
    fields.check();
    const _id = bindingIdOf(userId, patientId);
    await store.transaction(async (session) => {
      const binding = await findRow(bindings, { _id }, session);
      if (!binding || (await bindings.deleteOne({ _id }, { session })).deletedCount === 0) return;
      await updateRow(patients, { filter: { _id: patientId }, update: { $inc: { binders: -1 } } }, { session });
      const { relation } = binding;
      const ended = { _id: newId("cns", now), userId, patientId, relation, kind: "ENDED", time: now } as const;
      await insertRow(consents, ended, session);
    });
    return {};
  };
