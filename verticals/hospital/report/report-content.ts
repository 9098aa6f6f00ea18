import { hash } from "node:crypto";
import type { Seal, Sealed } from "../../../kernel/crypto/seal.ts";
import type { ReportContent } from "./report.ts";
import type { ReportRow } from "./report-model.ts";

const labelOf = (reportId: string): string => `hospital report ${reportId}`;

/** A report's content as a row holds it: sealed where the node has a key. */
export const sealContent = (seal: Seal, reportId: string, content: ReportContent) => ({
  content: seal.seal(labelOf(reportId), Buffer.from(JSON.stringify(content))),
  sealedBy: seal.sealedBy,
});

/** @throws Error where another key sealed it than this node has. */
export const openContent = (seal: Seal, { _id, content, sealedBy }: ReportRow): ReportContent =>
  JSON.parse(seal.open(labelOf(_id), { bytes: content as Sealed["bytes"], sealedBy }).toString()) as ReportContent;

/** Of the content alone: equal for a version that says the same. */
export const digestOf = (content: ReportContent): string => hash("sha256", JSON.stringify(content), "base64url");
