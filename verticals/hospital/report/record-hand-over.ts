import type { Handler } from "../../../kernel/contract/contract.ts";
import { readFields } from "../../../kernel/parse/parse.ts";
import type { RecordHandOverRequest, ReportTaskEntry } from "../../../proto/gen/paywindow/hospital/v1/report.ts";
import { hospitalReasons } from "../errors.ts";
import type { HospitalParts } from "../hospital-parts.ts";
import { loadStoreReport } from "./load-store-report.ts";
import { rewriteReport } from "./rewrite-report.ts";

/** RecordHandOver: a person has told the critical values of this version to a person; from now on it goes the way of any report (V14). */
export const recordHandOver =
  (parts: HospitalParts): Handler<RecordHandOverRequest, ReportTaskEntry> =>
  async (request, { caller, now }) => {
    const fields = readFields();
    const reportId = fields.id("report_id", request.reportId, "rpt");
    const version = fields.integer("version", request.version, 1, 1_000_000);
    const toldTo = fields.text("told_to", request.toldTo, 2, 64);
    fields.check();
    return parts.store.transaction(async (session) => {
      const row = await loadStoreReport(parts, caller, reportId, session);
      if (!row.isCritical) throw hospitalReasons.error("REPORT_NOT_CRITICAL");
      const staffId = "id" in caller ? caller.id : "";
      return rewriteReport(parts, session, { row, version, now, change: { handOver: { staffId, toldTo, time: now } } });
    });
  };
