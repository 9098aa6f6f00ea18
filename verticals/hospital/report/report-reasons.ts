import type { ReasonRow } from "../../../kernel/errors/reason.ts";

/** Why a report, or a message that brought one, is refused to its staff; part of the hospital's registry (errors.ts). */
export const reportReasonRows = {
  REPORT_ASSIGNED: {
    code: "FAILED_PRECONDITION",
    retryable: false,
    zh: "该报告已归属另一位患者",
    en: "The report is another patient's already.",
  },
  REPORT_NOT_CRITICAL: {
    code: "FAILED_PRECONDITION",
    retryable: false,
    zh: "该报告没有危急值",
    en: "The report has no critical value.",
  },
  REPORT_CHANGED: {
    code: "ABORTED",
    retryable: false,
    zh: "报告已有新版本，请核对后再操作",
    en: "Another version of the report has come; look at it first.",
  },
  QUARANTINED_NOT_FOUND: {
    code: "NOT_FOUND",
    retryable: false,
    zh: "没有这条隔离消息",
    en: "There is no such message.",
  },
} as const satisfies Record<string, ReasonRow>;
