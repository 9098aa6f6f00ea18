import { type Connection, type Model, Schema } from "mongoose";
import { modelOf } from "../../../kernel/store/model-of.ts";
import type { ReportStatus } from "../hl7/laboratory-report.ts";
import type { ReportTask } from "./report.ts";

/** A report as it is now; what it was stands in its versions. */
export interface ReportRow {
  /** rpt_… */
  readonly _id: string;
  readonly merchantId: string;
  readonly storeId: string;
  /** MSH-3 and MSH-4. */
  readonly sender: string;
  /** The laboratory's number. */
  readonly reportNumber: string;
  /** Of whom it says that it is, blinded: one number that is used for two people is two reports (V13). */
  readonly identityIndex: string;
  /** Absent: nobody knows yet (V15). */
  readonly patientId?: string;
  readonly maskedName: string;
  readonly status: ReportStatus;
  readonly version: number;
  readonly digest: string;
  readonly statusTime?: Date;
  readonly receiveTime: Date;
  readonly isCritical: boolean;
  /** That the critical values of this version were told, by whom and to whom. */
  readonly handOver?: { readonly staffId: string; readonly toldTo: string; readonly time: Date };
  /** When this version reached whoever has bound the patient; absent: it has not. */
  readonly releaseTime?: Date;
  readonly wasReleased: boolean;
  readonly task?: ReportTask;
  /** Users who have opened this version. */
  readonly readBy: readonly string[];
  /** ReportContent as JSON. */
  readonly content: Buffer;
  readonly sealedBy: string;
}

/** One version of a report, as it came; kept for good. */
interface ReportVersionRow {
  /** `rpt_…:3` */
  readonly _id: string;
  readonly reportId: string;
  readonly version: number;
  readonly status: ReportStatus;
  /** The message that brought it. */
  readonly messageId: string;
  readonly receiveTime: Date;
  readonly content: Buffer;
  readonly sealedBy: string;
}

/** A message that came; `_id` is `messageIdOf` it. */
export interface InboundMessageRow {
  readonly _id: string;
  readonly storeId: string;
  readonly sender: string;
  readonly controlId: string;
  readonly verdict: "ACCEPTED" | "FAULTY" | "REJECTED";
  readonly code?: string;
  readonly reason?: string;
  readonly field?: string;
  readonly receiveTime: Date;
  /** How often it came. */
  readonly timesSeen: number;
  /** Of one that was not taken: as it came. */
  readonly raw?: Buffer;
  readonly sealedBy?: string;
  /** Whether staff have to look at it. */
  readonly isOpen?: boolean;
  readonly settled?: { readonly staffId: string; readonly note: string; readonly time: Date };
}

/** The critical ranges of a clinic; `_id` is its storeId. */
interface CriticalRangesRow {
  readonly _id: string;
  readonly ranges: readonly { code: string; unit: string; below?: number; above?: number }[];
}

const required = true;
const kept = { _id: false };

const reportSchema = new Schema<ReportRow>(
  {
    _id: { type: String, required },
    merchantId: { type: String, required },
    storeId: { type: String, required },
    sender: { type: String },
    reportNumber: { type: String, required },
    identityIndex: { type: String, required },
    patientId: { type: String },
    maskedName: { type: String },
    status: { type: String, required },
    version: { type: Number, required },
    digest: { type: String, required },
    statusTime: { type: Date },
    receiveTime: { type: Date, required },
    isCritical: { type: Boolean, required },
    handOver: { type: new Schema({ staffId: String, toldTo: String, time: Date }, kept) },
    releaseTime: { type: Date },
    wasReleased: { type: Boolean, required },
    task: { type: String },
    readBy: { type: [String], required },
    content: { type: Buffer, required },
    sealedBy: { type: String },
  },
  { collection: "reports", versionKey: false },
);
reportSchema.index({ storeId: 1, sender: 1, reportNumber: 1, identityIndex: 1 }, { unique: true });
reportSchema.index(
  { patientId: 1, releaseTime: -1, _id: -1 },
  { partialFilterExpression: { releaseTime: { $exists: true } } },
);
reportSchema.index({ storeId: 1, task: 1, receiveTime: 1 }, { partialFilterExpression: { task: { $exists: true } } });

const reportModel = (connection: Connection): Model<ReportRow> =>
  modelOf<ReportRow>(connection, "Report", reportSchema);

const versionSchema = new Schema<ReportVersionRow>(
  {
    _id: { type: String, required },
    reportId: { type: String, required },
    version: { type: Number, required },
    status: { type: String, required },
    messageId: { type: String, required },
    receiveTime: { type: Date, required },
    content: { type: Buffer, required },
    sealedBy: { type: String },
  },
  { collection: "report_versions", versionKey: false },
);

const reportVersionModel = (connection: Connection): Model<ReportVersionRow> =>
  modelOf<ReportVersionRow>(connection, "ReportVersion", versionSchema);

const inboundSchema = new Schema<InboundMessageRow>(
  {
    _id: { type: String, required },
    storeId: { type: String, required },
    sender: { type: String },
    controlId: { type: String },
    verdict: { type: String, required },
    code: { type: String },
    reason: { type: String },
    field: { type: String },
    receiveTime: { type: Date, required },
    timesSeen: { type: Number, required },
    raw: { type: Buffer },
    sealedBy: { type: String },
    isOpen: { type: Boolean },
    settled: { type: new Schema({ staffId: String, note: String, time: Date }, kept) },
  },
  { collection: "inbound_messages", versionKey: false },
);
inboundSchema.index({ storeId: 1, receiveTime: 1 }, { partialFilterExpression: { isOpen: true } });

const inboundMessageModel = (connection: Connection): Model<InboundMessageRow> =>
  modelOf<InboundMessageRow>(connection, "InboundMessage", inboundSchema);

const rangesSchema = new Schema<CriticalRangesRow>(
  {
    _id: { type: String, required },
    ranges: { type: [new Schema({ code: String, unit: String, below: Number, above: Number }, kept)], required },
  },
  { collection: "critical_ranges", versionKey: false },
);

const criticalRangesModel = (connection: Connection): Model<CriticalRangesRow> =>
  modelOf<CriticalRangesRow>(connection, "CriticalRanges", rangesSchema);

/** The collections of reports. */
export interface ReportModels {
  readonly reports: Model<ReportRow>;
  readonly reportVersions: Model<ReportVersionRow>;
  readonly inboundMessages: Model<InboundMessageRow>;
  readonly criticalRanges: Model<CriticalRangesRow>;
}

export const reportModels = (connection: Connection): ReportModels => ({
  reports: reportModel(connection),
  reportVersions: reportVersionModel(connection),
  inboundMessages: inboundMessageModel(connection),
  criticalRanges: criticalRangesModel(connection),
});
