import { userOf } from "../../../kernel/auth/require-caller.ts";
import type { Handler } from "../../../kernel/contract/contract.ts";
import { readFields } from "../../../kernel/parse/parse.ts";
import type { ListReportsRequest, ListReportsResponse } from "../../../proto/gen/paywindow/hospital/v1/report.ts";
import type { HospitalParts } from "../hospital-parts.ts";
import { loadBoundPatient } from "../patient/load-bound-patient.ts";
import { openContent } from "./report-content.ts";
import { summaryMessage } from "./report-message.ts";
import type { ReportRow } from "./report-model.ts";

const MOST = 100;

/** ListReports: those that were released, of a patient whom the user has bound (V15). */
export const listReports =
  (parts: HospitalParts): Handler<ListReportsRequest, ListReportsResponse> =>
  async (request, { caller }) => {
    const userId = userOf(caller);
    const fields = readFields();
    const patientId = fields.id("patient_id", request.patientId, "pat");
    fields.check();
    await loadBoundPatient(parts, userId, patientId);
    const rows = await parts.reports
      .find({ patientId, releaseTime: { $exists: true } })
      .sort({ releaseTime: -1, _id: -1 })
      .limit(MOST)
      .lean<ReportRow[]>();
    return { reports: rows.map((row) => summaryMessage(row, openContent(parts.seal, row), userId)) };
  };
