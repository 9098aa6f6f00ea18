import type { HospitalParts } from "../hospital-parts.ts";
import { assignReport } from "./assign-report.ts";
import { getReport } from "./get-report.ts";
import { listQuarantine } from "./list-quarantine.ts";
import { listReportTasks } from "./list-report-tasks.ts";
import { listReports } from "./list-reports.ts";
import { readStoreReport } from "./read-store-report.ts";
import { recordHandOver } from "./record-hand-over.ts";
import { setCriticalRanges } from "./set-critical-ranges.ts";
import { settleQuarantined } from "./settle-quarantined.ts";

/** What the hospital answers about laboratory reports (H7, V12-V15). */
export const reportHandlers = (parts: HospitalParts) => ({
  listReports: listReports(parts),
  getReport: getReport(parts),
  listReportTasks: listReportTasks(parts),
  readStoreReport: readStoreReport(parts),
  assignReport: assignReport(parts),
  recordHandOver: recordHandOver(parts),
  listQuarantine: listQuarantine(parts),
  settleQuarantined: settleQuarantined(parts),
  setCriticalRanges: setCriticalRanges(parts),
});
