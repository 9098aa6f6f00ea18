import type { Handler } from "../../../kernel/contract/contract.ts";
import { newId } from "../../../kernel/ids/ids.ts";
import { readFields } from "../../../kernel/parse/parse.ts";
import { insertRow } from "../../../kernel/store/rows.ts";
import type { ReadStoreReportRequest, StoreReport } from "../../../proto/gen/paywindow/hospital/v1/report.ts";
import type { HospitalParts } from "../hospital-parts.ts";
import { loadStoreReport } from "./load-store-report.ts";
import { openContent } from "./report-content.ts";
import { reportMessage } from "./report-message.ts";

/** ReadStoreReport: for staff, in clear; who reads, and why, is written before anything is told. */
export const readStoreReport =
  (parts: HospitalParts): Handler<ReadStoreReportRequest, StoreReport> =>
  async (request, { caller, now }) => {
    const fields = readFields();
    const reportId = fields.id("report_id", request.reportId, "rpt");
    const purpose = fields.text("purpose", request.purpose, 2, 64);
    fields.check();
    const row = await loadStoreReport(parts, caller, reportId);
    const { merchantId, patientId = reportId } = row;
    const who = { merchantId, patientId, readerId: "id" in caller ? caller.id : "" };
    await insertRow(parts.recordReads, { _id: newId("rdr", now), ...who, purpose, readTime: now });
    const content = openContent(parts.seal, row);
    return {
      report: reportMessage(row, content),
      reportedName: content.patient.name,
      reportedIdentifiers: content.patient.identifiers.map(({ value }) => value),
    };
  };
