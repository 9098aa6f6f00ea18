import type { ClientSession } from "mongoose";
import type { ReportTaskEntry } from "../../../proto/gen/paywindow/hospital/v1/report.ts";
import type { HospitalParts } from "../hospital-parts.ts";
import { announceReport } from "./announce-report.ts";
import { assertVersion } from "./load-store-report.ts";
import { openContent } from "./report-content.ts";
import { taskMessage } from "./report-message.ts";
import type { ReportRow } from "./report-model.ts";
import { isBound, releasedAsDecided } from "./store-report.ts";

/** What staff have said of a report, and of which version. */
interface Rewriting {
  readonly row: ReportRow;
  readonly version: number;
  readonly change: Partial<Pick<ReportRow, "patientId" | "handOver">>;
  readonly now: Date;
}

/**
 * Writes what staff have said, once: said again it changes nothing, and what was said first stays. @throws REPORT_CHANGED where another version has come
 * meanwhile.
 */
export const rewriteReport = async (
  parts: HospitalParts,
  session: ClientSession,
  { row, version, change, now }: Rewriting,
): Promise<ReportTaskEntry> => {
  assertVersion(row, version);
  const content = openContent(parts.seal, row);
  const isSaid = Object.keys(change).every((field) => row[field as keyof typeof change] !== undefined);
  if (isSaid) return taskMessage(row, content);
  const { task: _task, releaseTime: _releaseTime, ...facts } = row;
  const patientId = change.patientId ?? row.patientId;
  const next = releasedAsDecided({ ...facts, ...change }, await isBound(parts, patientId, session), now);
  await parts.reports.replaceOne({ _id: row._id, version }, next).session(session);
  await announceReport(parts, session, next, now);
  return taskMessage(next, content);
};
