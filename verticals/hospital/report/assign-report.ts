import type { Handler } from "../../../kernel/contract/contract.ts";
import { readFields } from "../../../kernel/parse/parse.ts";
import type { AssignReportRequest, ReportTaskEntry } from "../../../proto/gen/paywindow/hospital/v1/report.ts";
import { hospitalReasons } from "../errors.ts";
import type { HospitalParts } from "../hospital-parts.ts";
import { findByCard } from "../patient/find-patient.ts";
import { loadStoreReport } from "./load-store-report.ts";
import { rewriteReport } from "./rewrite-report.ts";

const CARD = { en: "6 to 20 of 0-9 A-Z", zh: "须为 6 至 20 位数字或字母" };

/** AssignReport: staff say whose a report is that matched nobody (V15); later versions of it go the same way. */
export const assignReport =
  (parts: HospitalParts): Handler<AssignReportRequest, ReportTaskEntry> =>
  async (request, { caller, now }) => {
    const fields = readFields();
    const reportId = fields.id("report_id", request.reportId, "rpt");
    const cardNumber = fields.matching("card_number", request.cardNumber, /^[0-9A-Za-z]{6,20}$/, CARD);
    const version = fields.integer("version", request.version, 1, 1_000_000);
    fields.check();
    return parts.store.transaction(async (session) => {
      const row = await loadStoreReport(parts, caller, reportId, session);
      const patient = await findByCard(parts, row.merchantId, cardNumber, session);
      if (!patient) throw hospitalReasons.error("PATIENT_NOT_FOUND");
      if (row.patientId !== undefined && row.patientId !== patient._id) throw hospitalReasons.error("REPORT_ASSIGNED");
      return rewriteReport(parts, session, { row, version, now, change: { patientId: patient._id } });
    });
  };
