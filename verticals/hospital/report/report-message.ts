import {
  type Report,
  type ReportSummary,
  type ReportTaskEntry,
  ReportStatus as StatusNumber,
  ReportTask as TaskNumber,
} from "../../../proto/gen/paywindow/hospital/v1/report.ts";
import type { ReportStatus } from "../hl7/laboratory-report.ts";
import type { ReportContent, ReportTask } from "./report.ts";
import type { ReportRow } from "./report-model.ts";

const STATUSES: Readonly<Record<ReportStatus, StatusNumber>> = {
  REGISTERED: StatusNumber.REPORT_STATUS_REGISTERED,
  PARTIAL: StatusNumber.REPORT_STATUS_PARTIAL,
  PRELIMINARY: StatusNumber.REPORT_STATUS_PRELIMINARY,
  FINAL: StatusNumber.REPORT_STATUS_FINAL,
  CORRECTED: StatusNumber.REPORT_STATUS_CORRECTED,
  CANCELLED: StatusNumber.REPORT_STATUS_CANCELLED,
};

const TASKS: Readonly<Record<ReportTask, TaskNumber>> = {
  PATIENT: TaskNumber.REPORT_TASK_PATIENT,
  CRITICAL: TaskNumber.REPORT_TASK_CRITICAL,
  UNBOUND: TaskNumber.REPORT_TASK_UNBOUND,
};

/** What a list shows, masked; `userId`: whose reading counts. */
export const summaryMessage = (row: ReportRow, { serviceName }: ReportContent, userId = ""): ReportSummary => ({
  reportId: row._id,
  patientId: row.patientId ?? "",
  maskedName: row.maskedName,
  serviceName,
  status: STATUSES[row.status],
  version: row.version,
  releaseTime: row.releaseTime,
  isRead: row.readBy.includes(userId),
});

/** A report whole. Of one that was withdrawn nothing is shown but that it was. */
export const reportMessage = (row: ReportRow, content: ReportContent, userId = ""): Report => {
  const isShown = row.status !== "CANCELLED";
  return {
    summary: summaryMessage(row, content, userId),
    values: isShown ? content.observations.map(valueMessage) : [],
    notes: isShown ? [...content.notes] : [],
    observeTime: content.observeTime === undefined ? undefined : new Date(content.observeTime),
  };
};

const valueMessage = (observation: ReportContent["observations"][number]): Report["values"][number] => ({
  code: observation.code,
  name: observation.name,
  codeSystem: observation.codeSystem,
  values: [...observation.values],
  unit: observation.unit,
  referenceRange: observation.referenceRange,
  flags: [...observation.flags],
  notes: [...observation.notes],
});

/** What staff have to look at. */
export const taskMessage = (row: ReportRow, content: ReportContent): ReportTaskEntry => ({
  summary: summaryMessage(row, content),
  task: row.task ? TASKS[row.task] : TaskNumber.REPORT_TASK_UNSPECIFIED,
  reportNumber: row.reportNumber,
  receiveTime: row.receiveTime,
});
