import type { ClientSession } from "mongoose";
import type { HospitalParts } from "../hospital-parts.ts";
import { ReportTask } from "./report.ts";

/** In the transaction that binds a patient: the reports that waited for somebody to see them wait no longer (V15). */
export const releaseBoundReports = async (
  { reports }: HospitalParts,
  session: ClientSession,
  patientId: string,
): Promise<void> => {
  await reports.updateMany({ patientId, task: ReportTask.UNBOUND }, { $unset: { task: "" } }).session(session);
};
