import type { ClientSession } from "mongoose";
import { updateRow } from "../../../kernel/store/rows.ts";
import { ReportStatus } from "../hl7/laboratory-report.ts";
import type { HospitalParts } from "../hospital-parts.ts";
import type { MessageRow } from "../message/message.ts";
import type { ReportRow } from "./report-model.ts";

type Words = Pick<MessageRow, "title" | "body">;

/** A name that is masked, and no result: the message lies in an inbox. */
const wordsOf = ({ status, maskedName }: ReportRow): Words => {
  if (status === ReportStatus.CANCELLED)
    return {
      title: { zh: "检验报告已撤回", en: "A laboratory report was withdrawn" },
      body: {
        zh: `${maskedName}的一份检验报告已被撤回，请以医生的说明为准。`,
        en: `A laboratory report of ${maskedName} was withdrawn; please ask the doctor.`,
      },
    };
  if (status === ReportStatus.CORRECTED)
    return {
      title: { zh: "检验报告已更正", en: "A laboratory report was corrected" },
      body: {
        zh: `${maskedName}的一份检验报告已更正，请查看新的结果。`,
        en: `A laboratory report of ${maskedName} was corrected; please read the new results.`,
      },
    };
  return {
    title: { zh: "检验报告已出", en: "A laboratory report is ready" },
    body: { zh: `${maskedName}的检验报告已出，请点击查看。`, en: `A laboratory report of ${maskedName} is ready.` },
  };
};

/** Puts the message that a version can be seen on its way, in the transaction that releases it: once per version and user. */
export const tellOfReport = async (
  { messages }: Pick<HospitalParts, "messages">,
  session: ClientSession,
  { report, userId, now }: { readonly report: ReportRow; readonly userId: string; readonly now: Date },
): Promise<void> => {
  const _id = `${report._id}:${report.version}:${userId}`;
  const row = {
    ...{ merchantId: report.merchantId, userId, ...wordsOf(report) },
    ...{ link: "/hospital?task=reports", dueTime: now, tries: 0 },
  };
  await updateRow(messages, { filter: { _id }, update: { $setOnInsert: row } }, { session, upsert: true });
};
