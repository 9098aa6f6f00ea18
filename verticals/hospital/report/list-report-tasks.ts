import type { Handler } from "../../../kernel/contract/contract.ts";
import { readFields } from "../../../kernel/parse/parse.ts";
import type {
  ListReportTasksRequest,
  ListReportTasksResponse,
} from "../../../proto/gen/paywindow/hospital/v1/report.ts";
import { assertAtSite } from "../callers.ts";
import type { HospitalParts } from "../hospital-parts.ts";
import { ReportTask } from "./report.ts";
import { openContent } from "./report-content.ts";
import { taskMessage } from "./report-message.ts";
import type { ReportRow } from "./report-model.ts";

const MOST = 100;
/** What cannot wait comes first. */
const ORDER = [ReportTask.CRITICAL, ReportTask.PATIENT, ReportTask.UNBOUND] as const;

/** ListReportTasks: the reports of a clinic that wait for its staff, masked (V14, V15). */
export const listReportTasks =
  (parts: HospitalParts): Handler<ListReportTasksRequest, ListReportTasksResponse> =>
  async (request, { caller }) => {
    const fields = readFields();
    const storeId = fields.id("store_id", request.storeId, "str");
    fields.check();
    assertAtSite(caller, storeId);
    const rows: ReportRow[] = [];
    for (const task of ORDER)
      if (rows.length < MOST)
        rows.push(
          ...(await parts.reports
            .find({ storeId, task })
            .sort({ receiveTime: 1 })
            .limit(MOST - rows.length)
            .lean<ReportRow[]>()),
        );
    return { tasks: rows.map((row) => taskMessage(row, openContent(parts.seal, row))) };
  };
