import type { ClientSession } from "mongoose";
import type { Caller } from "../../../kernel/auth/caller.ts";
import { findRow } from "../../../kernel/store/rows.ts";
import { assertStaff, assertStaffAt } from "../callers.ts";
import { hospitalReasons } from "../errors.ts";
import type { HospitalParts } from "../hospital-parts.ts";
import type { ReportRow } from "./report-model.ts";

/** A report of the clinic where the caller works. @throws CALLER_UNKNOWN, CALLER_NOT_ALLOWED, REPORT_NOT_FOUND. */
export const loadStoreReport = async (
  { reports }: HospitalParts,
  caller: Caller,
  reportId: string,
  session?: ClientSession,
): Promise<ReportRow> => {
  assertStaff(caller);
  const row = await findRow(reports, { _id: reportId }, session);
  if (!row) throw hospitalReasons.error("REPORT_NOT_FOUND");
  assertStaffAt(caller, row.storeId, "REPORT_NOT_FOUND");
  return row;
};

/** @throws REPORT_CHANGED: what the caller has decided on is not what is there. */
export const assertVersion = (row: ReportRow, version: number): void => {
  if (row.version !== version) throw hospitalReasons.error("REPORT_CHANGED");
};
