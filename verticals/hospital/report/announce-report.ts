import type { ClientSession } from "mongoose";
import { reportReleased, reportTasksChanged } from "../events.ts";
import type { HospitalParts } from "../hospital-parts.ts";
import { ReportTask } from "./report.ts";
import type { ReportRow } from "./report-model.ts";
import { tellOfReport } from "./tell-of-report.ts";

/** Tells, with the commit that changed a report: whoever has bound the patient that it is there, and staff that there is something to do. */
export const announceReport = async (
  parts: HospitalParts,
  session: ClientSession,
  report: ReportRow,
  now: Date,
): Promise<void> => {
  const { outbox, bindings } = parts;
  const context = { now, traceparent: "" };
  const key = `${report._id}:${report.version}`;
  if (report.task) {
    const payload = { storeId: report.storeId, isCritical: report.task === ReportTask.CRITICAL };
    await outbox.append(session, reportTasksChanged, payload, { ...context, key: `${key}:${report.task}` });
  }
  if (!report.releaseTime) return;
  // At most MAX_USERS_PER_PATIENT of them.
  const binders = await bindings.find({ patientId: report.patientId }, { userId: 1 }).session(session).lean();
  for (const { userId } of binders) {
    await outbox.append(
      session,
      reportReleased,
      { reportId: report._id, userId },
      { ...context, key: `${key}:${userId}` },
    );
    await tellOfReport(parts, session, { report, userId, now });
  }
};
