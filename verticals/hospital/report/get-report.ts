import { userOf } from "../../../kernel/auth/require-caller.ts";
import type { Handler } from "../../../kernel/contract/contract.ts";
import { readFields } from "../../../kernel/parse/parse.ts";
import { findRow } from "../../../kernel/store/rows.ts";
import type { GetReportRequest, Report } from "../../../proto/gen/paywindow/hospital/v1/report.ts";
import { hospitalReasons } from "../errors.ts";
import type { HospitalParts } from "../hospital-parts.ts";
import { bindingIdOf } from "../patient/patient.ts";
import { openContent } from "./report-content.ts";
import { reportMessage } from "./report-message.ts";

/** GetReport: one that was released, by a user who has bound its patient; whoever opens it has read this version. */
export const getReport =
  (parts: HospitalParts): Handler<GetReportRequest, Report> =>
  async (request, { caller }) => {
    const userId = userOf(caller);
    const fields = readFields();
    const _id = fields.id("report_id", request.reportId, "rpt");
    fields.check();
    const row = await findRow(parts.reports, { _id });
    const binding =
      row?.releaseTime && row.patientId
        ? await findRow(parts.bindings, { _id: bindingIdOf(userId, row.patientId) })
        : null;
    if (!row || !binding) throw hospitalReasons.error("REPORT_NOT_FOUND");
    // Of this version: one that replaces it meanwhile is unread.
    if (!row.readBy.includes(userId))
      await parts.reports.updateOne({ _id, version: row.version }, { $addToSet: { readBy: userId } });
    return reportMessage({ ...row, readBy: [userId] }, openContent(parts.seal, row), userId);
  };
